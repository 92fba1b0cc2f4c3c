"""A drawn collection with a tiny random model, and the page on it."""

import threading
from pathlib import Path

import pytest

pytest.importorskip("gradio", reason="the page needs gradio: the extra demo")

from modeling_patent.retrieval import PatentIndex


def small_model(folder):
    """Save a tiny random model with its processor."""
    import torch

    from modeling_patent import PatentImageProcessor, PatentVisionModel
    from tests.small import BACKBONES

    torch.manual_seed(0)
    PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=16).save_pretrained(folder)
    PatentImageProcessor(size={"height": 32, "width": 32}).save_pretrained(folder)


@pytest.fixture(scope="session")
def drawn(tmp_path_factory):
    """A folder with a drawn corpus, a model, and an index of it that has titles."""
    import numpy as np

    from modeling_patent.encoding import encode
    from modeling_patent.retrieval.query import load_model
    from patent_data import draw_corpus, load_source

    root = tmp_path_factory.mktemp("demo")
    draw_corpus(root / "corpus", patents=10, views=5, seed=0, size=200, workers=1)
    small_model(root / "model")
    rows = [dict(row) for row in load_source(root / "corpus", cache_dir=root / "cache")]
    model, processor = load_model(str(root / "model"))
    embeds = encode(model, processor, rows, workers=0, progress=False)
    assert np.isfinite(embeds).all()
    PatentIndex.from_embeddings(embeds, rows, str(root / "model")).save(root / "index")
    return root


@pytest.fixture(scope="session")
def index(drawn):
    return PatentIndex.load(drawn / "index")


@pytest.fixture(scope="session")
def collection(drawn):
    from patent_demo.serve import open_collection

    return open_collection(str(drawn / "index"))


@pytest.fixture(scope="session")
def figures(index):
    """Paths of all drawings by figure id."""
    return {row["figure_id"]: Path(row["image"]) for row in index.table.select(["figure_id", "image"]).to_pylist()}


@pytest.fixture(scope="session")
def shelf_folder(tmp_path_factory):
    """The folder that the page may open and index."""
    return tmp_path_factory.mktemp("collections")


@pytest.fixture(scope="session")
def server(collection, shelf_folder):
    """The page on a free port: (address, Blocks, its private folder)."""
    from patent_demo.page import launch, make_page, private_folder
    from patent_demo.shelf import Shelf

    folder = private_folder()
    page = make_page(collection, Shelf(collection, shelf_folder))
    _, address, shared = launch(page, port=None, block=False)
    assert shared is None
    yield address.rstrip("/"), page, Path(folder.name)
    page.close(verbose=False)
    folder.cleanup()
    assert not [t for t in threading.enumerate() if t.name == "patent-demo-left"]
