"""The dataset card: README.md of a dataset written to Parquet, from the template dataset_card.md."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import COLUMNS

from .tally import LOGGER

if TYPE_CHECKING:
    import datasets
    import huggingface_hub

TEMPLATE = Path(__file__).with_name("dataset_card.md")
CARD = "README.md"
_ASIDE = "README.generated.md"
_SIGNED = re.compile(r"\n<!-- written by patent_data: ([0-9a-f]{16}) -->\n?\Z")
_SIZES = {1e3: "n<1K", 1e4: "1K<n<10K", 1e5: "10K<n<100K", 1e6: "100K<n<1M", 1e7: "1M<n<10M"}


def dataset_card(
    statistics: Mapping[str, Any],
    *,
    info: datasets.DatasetInfo,
    data_files: Mapping[str, str],
    name: str,
    license: str | None = None,
    source: str | None = None,
    with_pictures: bool = True,
    long_tail: bool = True,
) -> huggingface_hub.DatasetCard:
    """Return the card of a dataset in Parquet shards.

    Args:
        statistics: what `dataset_statistics` returned.
        info: features, sizes and splits, for `load_dataset`; of its description, what a reader kept and left out is
            told, without the paths of this machine.
        data_files: split -> pattern of its shards' names.
        name: of the dataset.
        license: of the data, as the Hub names it; None: not stated.
        source: where the data is from, in Markdown.
        with_pictures: whether the rows hold pictures.
        long_tail: whether long_tail.png is there.
    """
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCard, DatasetCardData

    total = statistics["total"]
    files = [{"split": split, "path": pattern} for split, pattern in data_files.items()]
    data = DatasetCardData(
        pretty_name=_one_line(name),
        license=license,
        task_categories=["image-feature-extraction"],
        tags=["design-patents", "image-retrieval", "locarno-classification"],
        size_categories=[next((text for size, text in _SIZES.items() if total["figures"] < size), "10M<n<100M")],
        configs=[{"config_name": "default", "data_files": files}],
    )
    DatasetInfosDict({"default": info}).to_dataset_card_data(data)
    further = {column: kind for column, kind in info.features.items() if column not in COLUMNS}
    kept = re.search(r"[\d,]+ kept\..*", " ".join((info.description or "").split()))
    card: DatasetCard = DatasetCard.from_template(
        data,
        template_path=str(TEMPLATE),
        name=_one_line(name),
        total=total,
        splits=list(statistics["splits"]),
        table=statistics_table(statistics),
        shared_patents=statistics["shared_patents"],
        head=statistics["head"],
        editions=_listed(total["editions"]),
        on_sheet=_listed(total["figures_on_sheet"]),
        further={column: getattr(kind, "dtype", None) or type(kind).__name__ for column, kind in further.items()},
        source=_one_line(source or "not stated"),
        report=kept[0] if kept else "",
        license=license or "not stated",
        with_pictures=with_pictures,
        long_tail=long_tail,
    )
    return card


def statistics_table(statistics: Mapping[str, Any]) -> str:
    """Return the statistics as a Markdown table: a number a line, a split a column, all splits together last."""
    parts = dict(statistics["splits"])
    if len(parts) > 1:
        parts["all"] = statistics["total"]
    lines = [f"| | {' | '.join(parts)} |", f"|---|{'---:|' * len(parts)}"]
    lines += [f"| {label} | {' | '.join(show(part) for part in parts.values())} |" for label, show in _LINES.items()]
    return "\n".join(lines)


def write_card(folder: Path, card: huggingface_hub.DatasetCard) -> Path:
    """Write a card to a folder's README.md, whole or not at all, and return where it was written.

    The card ends in a hash of itself. A README.md that was edited, or is from elsewhere, is left as it is: the card
    then goes to README.generated.md, and a warning is logged.
    """
    text = str(card).rstrip("\n") + "\n"
    target = folder / CARD
    if target.exists() and not _untouched(target):
        LOGGER.warning("%s was not written here or was edited: it stays, the new card is %s", target, _ASIDE)
        target = folder / _ASIDE
    write_text(target, f"{text}\n<!-- written by patent_data: {_hash(text)} -->\n")
    return target


def write_text(path: Path, text: str) -> None:
    """Write a file, whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _untouched(path: Path) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    signed = _SIGNED.search(text)
    return signed is not None and _hash(text[: signed.start()]) == signed[1]


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _listed(counts: Mapping[str, int]) -> str:
    """Return counts by value as text; empty where nothing is known."""
    return ", ".join(f"{value}: {n:,}" for value, n in counts.items()) if set(counts) - {"unknown"} else ""


def _number(key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: f"{part[key]:,}"


def _spread(key: str) -> Callable[[Mapping[str, Any]], str]:
    def show(part: Mapping[str, Any]) -> str:
        spread = part[key]
        return "-" if spread is None else f"{spread['min']:,} / {spread['median']:,g} / {spread['max']:,}"

    return show


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _of_tail(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda part: f"{part[name]['classes']:,}, {part[name]['figures']:,} ({_share(part[name]['share'])})"


_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "figures": _number("figures"),
    "patents": _number("patents"),
    "first grant": lambda part: part["granted_from"] or "-",
    "last grant": lambda part: part["granted_to"] or "-",
    "figures a patent (least / median / most)": _spread("figures_a_patent"),
    "Gazette copies": _number("gazette_copies"),
    "figures without a date": _number("without_date"),
    "figures without a code": _number("without_code"),
    "figures with a main class only": _number("without_subclass"),
    "distinct codes": _number("codes"),
    "of them on the official list": _number("official_codes"),
    "main classes": _number("main_classes"),
    "subclasses": _number("subclasses"),
    "head subclasses, their figures": _of_tail("head"),
    "tail subclasses, their figures": _of_tail("tail"),
    "figures in the largest tenth of the subclasses": lambda part: _share(part["top_tenth_share"]),
    "Gini coefficient of figures a subclass": lambda part: "-" if part["gini"] is None else f"{part['gini']:.3f}",
    "texts a figure (least / median / most)": _spread("texts_a_figure"),
}
