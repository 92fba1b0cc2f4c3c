"""What tests read off a model card."""

import re
from pathlib import Path

from huggingface_hub import ModelCard

ROOT = Path(__file__).parents[2]
SECTIONS = [
    "What it is", "Training data", "Split", "Training", "Evaluation", "What it is for", "Limits", "Licence",
    "How to use", "Citation",
]  # fmt: skip


def read_card(folder):
    return ModelCard.load(Path(folder) / "README.md")


def facts(card, section):
    """Return the list of a section: name -> value."""
    text = card.text.split(f"## {section}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", text, re.MULTILINE))


def table(card):
    """Return the table of a card: part -> what its cells say."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\|.*$", card.text, re.M)]
    assert cells[0] == ["queries", "patent", "subclass", "main class"]
    return {first: rest for first, *rest in cells[2:]}


def assert_clean(card, *folders):
    """No word of the template's language, no place on this machine, no paragraph left empty."""
    text = str(card)
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None|\n\n\n", text)
    assert not re.search(r"(?<![\w:/.])/(?!/)\w+/\w", text), "a path"
    for folder in (*folders, ROOT):
        assert str(folder) not in text
    assert re.findall(r"^## (.+)$", card.text, re.MULTILINE) == SECTIONS
