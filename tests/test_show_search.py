"""examples/show_search.py draws what a region changes."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import ImageDraw

from modeling_patent import PatentImageProcessor
from modeling_patent.retrieval import PatentIndex
from tests.retrieval.pooled_ink import PooledInk, lines, pooled

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("show_search", ROOT / "examples" / "show_search.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_framed_drawing_is_found_in_the_lower_line(script, tmp_path):
    processor, rows, vectors = PatentImageProcessor(size=48), [], []
    for seed in range(8):
        path = tmp_path / f"p{seed}.png"
        lines(seed).save(path)
        vectors.append(pooled(processor.prepare(lines(seed))))
        rows.append({"figure_id": f"f{seed}", "patent_id": f"p{seed}", "image": str(path), "title": f"Thing {seed}"})
    index = PatentIndex.from_embeddings(vectors, rows).with_model(PooledInk(), processor)
    page = script.show_region(index, lines(3), lines(5), ["p5"])
    step, left = script.TILE + script.GAP, 2 * script.TILE + 3 * script.GAP
    assert page.width == left + script.HITS * step
    top = script.TILE + 60 + 40
    first = page.crop((left, top, left + script.TILE, top + script.TILE)).convert("L")
    expected = script.on_paper(lines(3), (script.TILE, script.TILE))
    ImageDraw.Draw(expected).rectangle((0, 0, script.TILE - 1, script.TILE - 1), outline=200)
    np.testing.assert_array_equal(np.asarray(first), np.asarray(expected))
    frame = np.asarray(page.crop((script.GAP, 40, script.GAP + 1, 41)))
    assert tuple(frame[0, 0]) == script.ACCENT
