import dataclasses
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import datasets
import huggingface_hub
import numpy as np
import pytest
import yaml

from modeling_patent.retrieval import PatentIndex, hub
from modeling_patent.retrieval.storage import Saved, read_index

from .storing import PROBE, content, large, week


@pytest.fixture
def fake_hub(tmp_path, monkeypatch):
    """A folder that plays the Hub: what is uploaded lies there, a repository a folder."""
    root = tmp_path / "hub"

    class Api:
        def __init__(self, token=None):
            pass

        def create_repo(self, repo_id, repo_type, private, exist_ok):
            assert repo_type == "dataset"
            (root / repo_id).mkdir(parents=True, exist_ok=exist_ok)
            return SimpleNamespace(repo_id=repo_id)

        def upload_folder(self, repo_id, repo_type, folder_path, allow_patterns, delete_patterns, commit_message):
            for path in [p for pattern in delete_patterns for p in (root / repo_id).glob(pattern)]:
                path.unlink()
            for path in [p for pattern in allow_patterns for p in Path(folder_path).glob(pattern)]:
                shutil.copy(path, root / repo_id)

    def download(repo_id, repo_type, revision, token, allow_patterns):
        if not (root / repo_id).is_dir():
            raise huggingface_hub.errors.LocalEntryNotFoundError("not found\nmore lines")
        return str(root / repo_id)

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    return root


def test_a_pushed_index_comes_back_equal(index, fake_hub):
    index.push_to_hub("someone/index")
    loaded = PatentIndex.from_pretrained("someone/index")
    assert loaded.table.equals(index.table)
    assert loaded.search(np.ones(12)) == index.search(np.ones(12))
    assert 'from_pretrained("someone/index")' in (fake_hub / "someone/index/README.md").read_text()


def test_pushing_again_leaves_no_file_of_the_old_index(index, fake_hub):
    index.push_to_hub("someone/index")
    index.add(np.ones((1, 12)), [{"figure_id": "new", "patent_id": "new"}])
    old = fake_hub / "someone/index" / f"rows-{'0' * 16}.parquet"
    old.write_bytes(b"of an older format")
    index.push_to_hub("someone/index")
    kinds = sorted(path.name.split("-")[0] for path in (fake_hub / "someone/index").iterdir())
    assert kinds == ["README.md", "index.json", "rows", "rows", "vectors", "vectors"]
    assert len(PatentIndex.from_pretrained("someone/index")) == 121


def test_paths_of_this_machine_are_not_pushed(fake_hub, tmp_path):
    rows = [{"figure_id": "f", "patent_id": "p", "image": "/data/secret/f.png"}]
    index = PatentIndex.from_embeddings([[1, 0]], rows, model_name=str(tmp_path / "private" / "small-model"))
    index.push_to_hub("someone/index")
    for path in (fake_hub / "someone/index").iterdir():
        assert b"secret" not in path.read_bytes()
        assert b"private" not in path.read_bytes()
    manifest = json.loads((fake_hub / "someone/index/index.json").read_text())
    assert manifest["model_name"] == "small-model"
    assert index.table["image"].to_pylist() == ["/data/secret/f.png"]


def test_an_index_of_several_parts_comes_back_with_all_it_has(fake_hub):
    part = dataclasses.replace(large(), stored=None)
    hub.upload_index("someone/index", [part, week(1)], "some/model", PROBE, None, None)
    saved = read_index(hub.download_index("someone/index", None, None), verify=True)
    assert content(saved) == content(Saved([part, week(1)], "some/model", PROBE, {}))


def test_a_stored_index_is_pushed_without_a_change_to_it(fake_hub, tmp_path):
    rows = [{"figure_id": "f", "patent_id": "p", "image": "/data/secret/f.png"}]
    PatentIndex.from_embeddings([[1, 0]], rows).save(tmp_path / "index")
    loaded = PatentIndex.load(tmp_path / "index")
    loaded.push_to_hub("someone/index")
    for path in (fake_hub / "someone/index").iterdir():
        assert b"secret" not in path.read_bytes()
    loaded.save(tmp_path / "index")
    assert PatentIndex.load(tmp_path / "index").table["image"].to_pylist() == ["/data/secret/f.png"]


def test_the_cards_viewer_reads_the_rows_of_all_parts(fake_hub, tmp_path):
    hub.upload_index("someone/index", [large(), week(1)], None, None, None, None)
    folder = fake_hub / "someone/index"
    card = yaml.safe_load((folder / "README.md").read_text().split("---")[1])
    (pattern,) = [config["data_files"] for config in card["configs"]]
    dataset = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    again = datasets.load_dataset("arrow", data_files=str(folder / pattern), split="train", cache_dir=str(tmp_path))
    expected = [row for part in (large(), week(1)) for row in part.table.to_pylist()]
    for rows in (dataset.to_list(), again.to_list()):
        assert sorted(rows, key=lambda row: row["figure_id"]) == sorted(expected, key=lambda row: row["figure_id"])


def test_from_pretrained_takes_a_folder_too(index, tmp_path):
    index.save(tmp_path / "index")
    assert len(PatentIndex.from_pretrained(str(tmp_path / "index"))) == 120


def test_a_repository_that_cannot_be_fetched_is_one_clear_value_error(fake_hub):
    with pytest.raises(ValueError, match="no index can be fetched from 'someone/nothing'") as raised:
        PatentIndex.from_pretrained("someone/nothing")
    assert "\n" not in str(raised.value)


def test_a_mistyped_folder_is_not_looked_for_on_the_hub(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    assert not hub.is_hub_name("runs/indx")
    assert hub.is_hub_name("someone/index")
    for name in ("index", "a/b/c", "../index", "./index", str(tmp_path), "~/index", ""):
        assert not hub.is_hub_name(name)
    with pytest.raises(FileNotFoundError):
        PatentIndex.from_pretrained("runs/indx")


def test_removed_patents_are_not_sent(fake_hub):
    index = PatentIndex.from_embeddings(np.eye(4), [{"figure_id": f"f{i}", "patent_id": f"p{i}"} for i in range(4)])
    index.remove("p1")
    index.push_to_hub("me/designs")
    loaded = PatentIndex.from_pretrained("me/designs", verify=True)
    assert loaded.patents == ["p0", "p2", "p3"]
    assert len(loaded.parts[0]) == 3
