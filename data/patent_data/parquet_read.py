"""Rows read back from Parquet: from a folder that `write_parquet` wrote, another like it, or a dataset on the Hub."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import COLUMNS, NEWER, require_columns, row_features, with_new_columns

if TYPE_CHECKING:
    import datasets

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+")


def is_hub_dataset(source: str | os.PathLike[str]) -> bool:
    """Return whether nothing lies at a path that reads as the name of a dataset on the Hub."""
    return _HUB_ID.fullmatch(os.fspath(source)) is not None and not Path(source).exists()


def load_parquet(
    source: str | os.PathLike[str],
    *,
    streaming: bool = False,
    num_proc: int | None = None,
    cache_dir: str | os.PathLike[str] | None = None,
) -> datasets.DatasetDict | datasets.IterableDatasetDict:
    """Return the splits of rows in Parquet, pictures within, as `datasets.load_dataset` reads them.

    Columns that rows of earlier versions lack are added, with empty lists in them. `load_source` gives the rows of all
    splits in one.

    Args:
        source: folder with Parquet files at its top or in `data`, or "owner/name" of a dataset on the Hub.
        streaming: yield rows as they are read, without a cache.
        num_proc: processes that read side by side.
        cache_dir: where to cache, instead of the cache of `datasets`.

    Raises:
        ValueError: nothing lies there, it cannot be read, or columns of the schema are missing; one line.
    """
    import datasets

    name = os.fspath(source)
    options: dict[str, Any] = {"streaming": streaming, "cache_dir": os.fspath(cache_dir) if cache_dir else None}
    if not streaming:
        options["num_proc"] = num_proc
    try:
        splits = datasets.load_dataset(name, **options)
    except (OSError, ValueError, datasets.exceptions.DatasetsError) as error:
        where = f"{name}: no Parquet dataset" if Path(name).exists() else f"no file, folder or Hub dataset: {name}"
        raise ValueError(f"{where} ({' '.join(str(error).split())})") from None
    for split, rows in splits.items():
        completed = _completed(rows) if streaming else with_new_columns(rows)
        require_columns(completed.column_names or (), COLUMNS, f"{name}: the rows of split {split!r}")
        splits[split] = completed
    return splits


def load_parquet_rows(source: str | os.PathLike[str], **options: Any) -> datasets.Dataset | datasets.IterableDataset:
    """Return the rows of all splits in one; see `load_parquet`."""
    import datasets

    return datasets.concatenate_datasets(list(load_parquet(source, **options).values()))


def choose_split(splits: Any, split: str, source: str) -> Any:
    """Return one of the splits.

    Raises:
        ValueError: there is none of this name; the message says which there are.
    """
    if split not in splits:
        raise ValueError(f"{source}: no split {split!r} (there are {', '.join(splits)})")
    return splits[split]


def _completed(rows: datasets.IterableDataset) -> datasets.IterableDataset:
    """Return streamed rows with the columns that the schema has got since they were written."""
    import datasets

    names = set(rows.column_names or ())
    newer = set(NEWER) - names
    if not newer or not set(COLUMNS) <= names | newer:
        return rows
    rows = rows.select_columns([name for name in COLUMNS if name not in newer])
    rows = rows.cast_column("image", datasets.Image(decode=False))  # pictures pass as the bytes they are
    return rows.map(lambda row: {name: [] if name in newer else row[name] for name in COLUMNS}, features=row_features())
