import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex, hub


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
    index.push_to_hub("someone/index")
    assert len(list((fake_hub / "someone/index").iterdir())) == 4
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
