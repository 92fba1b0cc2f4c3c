"""An index on the Hugging Face Hub: a dataset repository with the files of an index and a card."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import huggingface_hub
import huggingface_hub.errors
import pyarrow as pa

from .manifest import FILES, MANIFEST
from .parts import Part
from .storage import write_index

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_FILES = [f"{kind}-*{suffix}" for kind, suffix in FILES.items()]
_CARD = """---
tags: [design-patents, image-retrieval]
configs:
- config_name: default
  data_files: "rows-*.arrow"
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
    repo: str, parts: Sequence[Part], model_name: str | None, probe: Any, private: bool | None, token: str | None
) -> None:
    """Upload an index in one commit, and remove in it the data files of an index that was there.

    The pictures' paths are left out, and of a model's folder all but its name: they are of no use elsewhere.

    Args:
        repo: "owner/name"; made if it is not there.
        parts: the parts of the index.
        model_name: folder or Hub id of the model, or None.
        probe: what tells whether a model is that one, any JSON value.
        private: whether a new repository is private.
        token: access token, or None.
    """
    model = Path(model_name).name if model_name and Path(model_name).is_absolute() else model_name
    figures, dimension = sum(map(len, parts)), parts[0].vectors.shape[1]
    api = huggingface_hub.HfApi(token=token)
    with tempfile.TemporaryDirectory() as folder:
        write_index(folder, [_without_paths(part) for part in parts], model, probe)
        card = _CARD.format(figures=figures, dimension=dimension, model=model or "unknown", repo=repo)
        Path(folder, "README.md").write_text(card, encoding="utf-8")
        repo = api.create_repo(repo, repo_type="dataset", private=private, exist_ok=True).repo_id
        api.upload_folder(
            repo_id=repo,
            repo_type="dataset",
            folder_path=folder,
            allow_patterns=[MANIFEST, "README.md", *_FILES],
            delete_patterns=[*_FILES, "rows-*.parquet"],  # the last of indexes of format version 1
            commit_message="Upload index",
        )


def _without_paths(part: Part) -> Part:
    place = part.table.schema.get_field_index("image")
    field = part.table.schema.field(place)
    return replace(part, table=part.table.set_column(place, field, pa.nulls(len(part), field.type)), stored=None)


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
