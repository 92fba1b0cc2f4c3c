"""An index on the Hugging Face Hub: a dataset repository with the files of an index and a card."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import huggingface_hub
import huggingface_hub.errors
import pyarrow as pa

from .search import Floats
from .storage import MANIFEST, write_index

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_FILES = ["vectors-*.npy", "rows-*.parquet"]
_CARD = """---
tags: [design-patents, image-retrieval]
configs:
- config_name: default
  data_files: "rows-*.parquet"
---

# Design patent index

{figures:,} figures of design patents as unit vectors of {dimension} numbers, with what is known of them.
Model: {model}. Pictures are not included.

```python
from modeling_patent.retrieval import PatentIndex

index = PatentIndex.from_pretrained("{repo}")
index.search("drawing.png", k=10, before="2021-01-01", locarno="14-04")
```
"""


def is_hub_name(name: str) -> bool:
    """Whether a name is one on the Hub, "owner/name", and neither it nor the owner is something on this machine."""
    return bool(_HUB_NAME.fullmatch(name)) and not Path(name).exists() and not Path(name).parent.is_dir()


def upload_index(
    repo: str, vectors: Floats, table: pa.Table, model_name: str | None, private: bool | None, token: str | None
) -> None:
    """Upload an index in one commit, and remove in it the data files of an index that was there.

    The pictures' paths are left out, and of a model's folder all but its name: they are of no use elsewhere.

    Args:
        repo: "owner/name"; made if it is not there.
        vectors: unit rows [N, D].
        table: rows of the index [N].
        model_name: folder or Hub id of the model, or None.
        private: whether a new repository is private.
        token: access token, or None.
    """
    place = table.schema.get_field_index("image")
    field = table.schema.field(place)
    table = table.set_column(place, field, pa.nulls(len(table), field.type))
    model = Path(model_name).name if model_name and Path(model_name).is_absolute() else model_name
    api = huggingface_hub.HfApi(token=token)
    with tempfile.TemporaryDirectory() as folder:
        write_index(folder, vectors, table, model)
        card = _CARD.format(figures=len(vectors), dimension=vectors.shape[1], model=model or "unknown", repo=repo)
        Path(folder, "README.md").write_text(card, encoding="utf-8")
        repo = api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True).repo_id
        api.upload_folder(
            repo_id=repo,
            repo_type="dataset",
            folder_path=folder,
            allow_patterns=[MANIFEST, "README.md", *_FILES],
            delete_patterns=_FILES,
            commit_message="Upload index",
        )


def download_index(repo: str, revision: str | None, token: str | None) -> str:
    """Fetch an index into the Hub's cache.

    Args:
        repo: "owner/name".
        revision: branch, tag or commit, or None.
        token: access token, or None.

    Returns:
        The folder it lies in.

    Raises:
        ValueError: it cannot be fetched; the message says why.
    """
    try:
        return huggingface_hub.snapshot_download(
            repo, repo_type="dataset", revision=revision, token=token, allow_patterns=[MANIFEST, *_FILES]
        )
    except (OSError, ValueError, huggingface_hub.errors.HfHubHTTPError) as error:
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise ValueError(f"no index can be fetched from {repo!r} on the Hub: {reason.strip()}") from None
