"""The picture of docs/augmentation.md shows what it says, and the page names every setting with its value."""

import importlib.util
import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from modeling_patent.training.augmentation import PRESETS, Augmentation, augment, read_augmentation

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def example():
    spec = importlib.util.spec_from_file_location("show_augmentation", ROOT / "examples" / "show_augmentation.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_drawn_and_written_whole(tmp_path, monkeypatch, example):
    monkeypatch.setattr(example, "FAMILIES", ("drawers",))
    monkeypatch.setattr("sys.argv", ["show_augmentation.py", "--out", str(tmp_path / "picture.png")])
    assert example.main() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]
    page = np.asarray(Image.open(tmp_path / "picture.png"))
    figure = page[example.GAP + example.HEAD :, example.GAP :][: example.SIDE, : example.SIDE]
    assert (figure[1:-2, 1:-2] < 200).sum() > 400  # there are lines


def test_every_field_of_the_picture_is_its_operation(example):
    figures = (torch.rand(2, 1, example.SIDE, example.SIDE) * 255).to(torch.uint8)
    page = np.asarray(example.picture(figures), dtype=np.float64)
    step, on = example.SIDE + example.GAP, set()
    for band, columns in enumerate(example.COLUMNS):
        for column, (_, settings, seed) in enumerate(columns):
            found = augment(figures, range(seed, seed + 2), read_augmentation(settings))
            on |= set(settings) if isinstance(settings, dict) else set()
            for row in range(2):
                top = example.GAP + band * (example.HEAD + 2 * step) + example.HEAD + row * step
                left = example.GAP + column * step
                shown = page[top : top + example.SIDE, left : left + example.SIDE]
                assert np.abs(255 - shown - 255 * found[row, 0].numpy())[:-1, :-1].max() <= 1
    assert {"flip", "quarter_turn", "rotation", "crop", "erasing", "grid_mask", "line_weight", "broken_lines"} <= on


def test_the_page_states_the_presets_and_the_defaults_as_they_are():
    page = (ROOT / "docs" / "augmentation.md").read_text()
    assert all(f"`{field.name}`" in page for field in fields(Augmentation))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == 14
    for name, *values in rows:
        name = name.strip("`")
        for stated, preset in zip(values, (PRESETS[x] for x in ("none", "gentle", "paper", "strong")), strict=True):
            value = getattr(preset, name)
            if stated == "default":
                assert value == getattr(Augmentation(), name), name
            elif stated == "":
                assert getattr(preset, name.rpartition("_")[0]) == 0, name  # the operation is off
            else:
                assert stated == (", ".join(f"{x:g}" for x in value) if isinstance(value, tuple) else f"{value:g}")
    named = {row[0].strip("`") for row in rows}
    for preset in PRESETS.values():
        for field in fields(Augmentation):
            assert field.name in named or getattr(preset, field.name) == field.default, field.name
    for name in ("broken_lines_period", "crop_area", "erasing_area"):
        low, high = getattr(Augmentation(), name)
        assert re.search(rf"`{name}`.*\| {low:g} to {high:g} \|", page), name
    picture = ROOT / "docs" / "augmentation.png"
    assert picture.stat().st_size < 300_000
