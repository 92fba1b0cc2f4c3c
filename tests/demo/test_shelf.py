import shutil
import sys
import time

import pytest

from modeling_patent.retrieval import PatentIndex
from patent_demo.engine import Collection
from patent_demo.indexing import index_source, unfinished
from patent_demo.shelf import Shelf


@pytest.fixture
def shelf(drawn, collection, tmp_path):
    """A folder with an index, a source of pictures, a link that leads outside, and a secret beside it."""
    folder = tmp_path / "collections"
    folder.mkdir()
    shutil.copytree(drawn / "index", folder / "second")
    (folder / "week").mkdir()
    for path in sorted((drawn / "corpus" / "Segmented").glob("*.png"))[:6]:
        shutil.copy(path, folder / "week")
    (folder / "notes.txt").write_text("no source")
    (tmp_path / "secret").mkdir()
    shutil.copy(next((drawn / "corpus" / "Segmented").glob("*.png")), tmp_path / "secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    shelf = Shelf(collection, folder)
    yield shelf
    if shelf.job is not None and shelf.job.running:
        shelf.job.cancel()


def test_the_shelf_lists_the_indexes_and_the_sources_of_its_folder_and_nothing_else(shelf, collection):
    assert shelf.names() == [collection.name, "second"]
    assert shelf.sources() == ["week"]


OUTSIDE = [
    "../secret",
    "link",
    "..",
    ".",
    "",
    "/etc",
    "week/../../secret",
    "week/x",
    "a\x00b",
    "~",
    "C:\\x",
    None,
    3,
    "x" * 99,
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_of_the_folder(shelf, name):
    with pytest.raises(ValueError, match=r"name|leads out"):
        shelf.inside(name)
    with pytest.raises(ValueError, match="choose a source"):
        shelf.start(name, "new")
    with pytest.raises(ValueError, match="no such collection"):
        shelf.find(name)
    if name not in ("link",):
        with pytest.raises(ValueError, match="name"):
            shelf.start("week", name)


def test_without_permission_there_is_no_folder(collection):
    shelf = Shelf(collection)
    assert (shelf.names(), shelf.sources()) == ([collection.name], [])
    assert shelf.find(collection.name) is collection
    with pytest.raises(ValueError, match="without --collections"):
        shelf.inside("week")


def test_another_collection_is_opened_and_kept(shelf):
    second = shelf.find("second")
    assert len(second.index) == 50
    assert shelf.find("second") is second


def wait_for(job, seconds=120):
    end = time.monotonic() + seconds
    while job.running and time.monotonic() < end:
        time.sleep(0.05)
    assert not job.running


@pytest.mark.processes
def test_a_source_is_indexed_with_progress_and_can_then_be_searched(shelf):
    job = shelf.start("week", "My week 1")
    with pytest.raises(ValueError, match="being indexed"):
        shelf.start("week", "other")
    wait_for(job)
    assert job.words() == "My week 1 is ready: 6 figures of 2 patents."
    assert job.share == 1 or "indexed" in job.state
    assert "My week 1" in shelf.names()
    found = shelf.find("My week 1").index.search(PatentIndex.load(shelf.folder / "My week 1").embeds[0], k=1)
    assert found[0].score == pytest.approx(1)
    with pytest.raises(ValueError, match="already"):
        shelf.start("week", "second")


@pytest.mark.processes
def test_a_cancelled_source_leaves_nothing(shelf):
    job = shelf.start("week", "new")
    job.cancel()
    wait_for(job)
    assert job.words() == "Cancelled. Nothing of new was kept."
    assert not (shelf.folder / "new").exists()
    assert not unfinished(shelf.folder / "new").exists()
    assert sorted(entry.name for entry in shelf.folder.iterdir()) == ["link", "notes.txt", "second", "week"]


def test_a_source_without_a_readable_picture_says_so_and_leaves_nothing(shelf, drawn):
    broken = shelf.folder / "broken"
    broken.mkdir()
    picture = next((shelf.folder / "week").glob("*.png")).read_bytes()
    (broken / "a.png").write_bytes(picture[: len(picture) // 2])
    with pytest.raises(ValueError, match=r"broken") as refused:
        index_source(broken, str(drawn / "model"), shelf.folder / "new")
    assert "\n" not in str(refused.value)
    assert not (shelf.folder / "new").exists()


def test_a_process_that_fails_says_why_in_one_line(shelf, drawn, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    job = shelf.start("week", "new")
    wait_for(job)
    assert job.words() == "week could not be indexed: the process ended with code 1"


def test_a_shelf_is_only_for_this_machine(drawn):
    from patent_demo.serve import serve

    with pytest.raises(ValueError, match="no other machine"):
        serve(str(drawn / "index"), host="0.0.0.0", collections=str(drawn))


def test_a_model_that_is_not_known_is_said(index):
    shelf = Shelf(Collection("a", "a", PatentIndex.from_embeddings(index.embeds, index.table.to_pylist())))
    with pytest.raises(ValueError, match="--model"):
        shelf.first.model()
