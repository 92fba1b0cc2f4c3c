"""HOG vectors tell shapes apart, and bad figures are named."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent.evaluation import evaluate_embeddings, hog_embeddings
from modeling_patent.image_processing_patent import prepare_figure

pytest.importorskip("skimage")


def shapes() -> tuple[np.ndarray, np.ndarray]:
    """Draw six shapes in six places and sizes each: figures uint8 [36, 96, 96] and the shape's number."""
    rng = np.random.default_rng(0)
    figures = []
    for sides in range(3, 9):
        for _ in range(6):
            picture = Image.new("L", (96, 96))
            center = (*(rng.uniform(44, 52, 2)), rng.uniform(30, 40))
            ImageDraw.Draw(picture).regular_polygon(center, sides, rotation=int(rng.integers(-4, 5)), outline=255)
            figures.append(np.asarray(picture))
    return np.stack(figures), np.repeat(np.arange(6), 6)


def test_rows_are_unit_float32_and_blank_figures_are_zero() -> None:
    figures = np.concatenate([shapes()[0][:3], np.zeros((1, 96, 96), np.uint8), np.full((1, 96, 96), 255, np.uint8)])
    embeds = hog_embeddings(figures, progress=False)
    assert embeds.shape == (5, 4356) and embeds.dtype == np.float32
    assert np.linalg.norm(embeds, axis=1) == pytest.approx([1, 1, 1, 0, 0], abs=1e-6)


def test_shapes_of_a_kind_are_found_far_above_chance() -> None:
    figures, kinds = shapes()
    rows = [{"figure_id": str(i), "patent_id": str(kind), "locarno": None} for i, kind in enumerate(kinds)]
    found = evaluate_embeddings(hog_embeddings(figures, progress=False), rows)["map"]
    chance = evaluate_embeddings(np.random.default_rng(0).standard_normal((36, 64)), rows)["map"]
    assert found > 0.6 > 0.4 > chance


def test_each_figure_is_described_alone() -> None:
    figures = shapes()[0][:5]
    together = hog_embeddings(figures, progress=False)
    for i in range(5):
        np.testing.assert_array_equal(hog_embeddings(figures[i : i + 1], progress=False)[0], together[i])
    assert hog_embeddings(figures[:0], progress=False).shape == (0, 4356)


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        (np.zeros((2, 96, 64), np.uint8), r"figures must be uint8 \[N, S, S\], not uint8 \[2, 96, 64\]"),
        (np.zeros((2, 96, 96)), "not float64"),
        (np.zeros((2, 8, 8), np.uint8), "figures of 8 px are too small for blocks of 16 px"),
    ],
)
def test_wrong_figures_are_named(figures: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        hog_embeddings(figures)


def test_without_scikit_image_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "skimage.feature", None)
    with pytest.raises(ImportError, match=r"pip install 'modeling-patent\[eval\]'"):
        hog_embeddings(shapes()[0])


@pytest.mark.real_data
def test_on_real_sheets_hog_finds_other_figures_of_the_patent(real_data: Path) -> None:
    files = sorted((real_data / "impact_sample").glob("USD*/*.TIF"))
    rows = [{"figure_id": file.stem, "patent_id": file.stem[:10], "locarno": None} for file in files]
    keep = [i for i, file in enumerate(files) if "D00000" not in file.name and int(file.stem[-5:]) <= 10]
    figures = np.stack([prepare_figure(Image.open(files[i]), 96) for i in keep])
    found = evaluate_embeddings(hog_embeddings(figures, progress=False), [rows[i] for i in keep], max_figures=10)
    assert found["figures"] == 275
    assert found["map"] > 0.33  # measured .344; random vectors get .036
