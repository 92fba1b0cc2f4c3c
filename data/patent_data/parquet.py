"""Rows to Parquet shards that `datasets.load_dataset` reads, pictures within, with a card; and on to the Hub."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modeling_patent.rows import COLUMNS, require_columns, with_new_columns

from .card import CARD, dataset_card, write_card, write_text
from .shards import Shard, bytes_of, is_foreign, is_written, plan_shards, shard_names, write_shard
from .statistics import dataset_statistics
from .tail_picture import draw_long_tail
from .tally import LOGGER

if TYPE_CHECKING:
    import datasets

_DATA = "data"  # folder of the shards
_UNFINISHED = ".unfinished"  # shards of a run that has not ended yet: hidden, so nobody takes them for the dataset
_LOCK = ".writing.lock"
_STATISTICS, _PICTURE = "statistics.json", "long_tail.png"


def write_parquet(
    splits: datasets.DatasetDict | datasets.Dataset,
    folder: str | os.PathLike[str],
    *,
    shard_size: str = "100MB",
    shard_rows: int | None = None,
    with_pictures: bool = True,
    name: str = "Design patent figures",
    license: str | None = None,
    source: str | None = None,
    progress: bool = True,
) -> list[Path]:
    """Write rows as `data/train-00000-of-00012.parquet`, ..., with a card README.md, statistics.json, long_tail.png.

    `datasets.load_dataset(folder)` gives the rows back, also with `streaming=True`: every column as it was, and of
    each picture the bytes of its file, not encoded anew, with the file's base name as its path.

    The files appear under their names when all of them are done. A run that fails or is killed leaves what was there
    before, and its finished shards in a hidden folder, from which a second run goes on. Shards that are there are
    kept; those whose rows or whose pictures' files (size, time of change) are others now are written anew. A shard is
    taken for whole by its size and its footer, without reading all of it. What is written anew needs its room beside
    the old shards until the end.

    Args:
        splits: splits of rows; rows without a split are "train".
        folder: where to; it may hold what an earlier run wrote.
        shard_size: bytes of a shard in memory, pictures included. Who streams holds about one shard in memory, since
            Arrow fetches a file ahead.
        shard_rows: rows a shard, instead of `shard_size`.
        with_pictures: write the pictures; without, the column image holds nulls.
        name: name of the dataset, the title of its card.
        license: of the data, as the Hub names it ("cc-by-nc-4.0"); None: the card says that it is not stated.
        source: where the data is from, in Markdown, for the card.
        progress: show a progress bar.

    Returns:
        The shards that were written; empty if all were there.

    Raises:
        ValueError: the splits do not have the columns of the row schema, or differ in them, or have no row; a code
            is none; a picture cannot be read (the message names the figure); the folder holds shards from elsewhere.
        OSError: a file cannot be written, as on a full disk; or another run is writing to the folder.
    """
    import datasets
    import filelock

    given = _checked(splits)
    limit = bytes_of(shard_size)
    if shard_rows is not None and shard_rows < 1:
        raise ValueError(f"shard_rows must be 1 or more, got {shard_rows}")
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(root / _LOCK, timeout=0):
            _check_folder(root)
            plan = [
                shard
                for split, dataset in given.items()
                for shard in plan_shards(split, dataset, limit, shard_rows, with_pictures)
            ]
            named = dict(zip(shard_names(plan), plan, strict=True))
            statistics = dataset_statistics(datasets.DatasetDict(given))  # before the long work: a bad code stops here
            written = _write_missing(root, named, given, with_pictures, progress)
            _publish(root, named)
            _describe(root, named, given, statistics, name, license, source, with_pictures)
            shutil.rmtree(root / _UNFINISHED)  # last: as long as it is there, nobody pushes
    except filelock.Timeout:
        raise OSError(f"{root}: another run is writing to this folder") from None
    kept = len(plan) - len(written)
    LOGGER.info("%s: %d shards written, %d were there", root, len(written), kept)
    return [root / _DATA / file for file in written]


def push_parquet(
    folder: str | os.PathLike[str], repo_id: str, *, private: bool | None = None, token: str | None = None
) -> str:
    """Push a folder that `write_parquet` wrote to a dataset repository on the Hugging Face Hub, in one commit.

    Shards of an older version that lie there are removed in the same commit. A second call after a failure sends only
    the large files that are not there yet.

    Args:
        folder: the folder.
        repo_id: "author/name"; made if it is not there.
        private: whether a new repository is private; None is the author's default.
        token: access token; None takes that of `hf auth login`.

    Returns:
        The address of the commit.

    Raises:
        ValueError: the folder holds no whole dataset.
    """
    import huggingface_hub

    root = Path(folder)
    if not (root / CARD).is_file() or not list((root / _DATA).glob("*.parquet")):
        raise ValueError(f"{root}: not a dataset that write_parquet wrote (no {CARD}, or no shards in {_DATA})")
    if (root / _UNFINISHED).exists():
        raise ValueError(f"{root}: write_parquet has not ended here, call it again first")
    api = huggingface_hub.HfApi(token=token)
    repo_id = api.create_repo(repo_id, repo_type="dataset", private=private, exist_ok=True).repo_id
    commit = api.upload_folder(
        repo_id=repo_id,
        repo_type="dataset",
        folder_path=root,
        allow_patterns=[f"{_DATA}/*.parquet", CARD, _STATISTICS, _PICTURE],
        delete_patterns=[f"{_DATA}/*.parquet"],
        commit_message="Upload dataset",
    )
    return str(commit.commit_url)


def _checked(splits: datasets.DatasetDict | datasets.Dataset) -> dict[str, datasets.Dataset]:
    import datasets

    given: dict[str, datasets.Dataset] = dict(splits) if isinstance(splits, Mapping) else {"train": splits}
    for split, dataset in given.items():
        if not isinstance(dataset, datasets.Dataset):
            raise ValueError(f"split {split!r}: expected a datasets.Dataset, not {type(dataset).__name__}")
    given = {split: with_new_columns(dataset) for split, dataset in given.items()}
    features = next(iter(given.values())).features if given else None
    for split, dataset in given.items():
        if not re.fullmatch(r"\w+(\.\w+)*", split):
            raise ValueError(f"not the name of a split: {split!r} (letters, digits, _ and dots)")
        require_columns(dataset.column_names, COLUMNS, f"the rows of split {split!r}")
        if not isinstance(dataset.features["image"], datasets.Image):
            raise ValueError(f"split {split!r}: the column image holds no pictures, but {dataset.features['image']}")
        if dataset.features != features:
            raise ValueError(f"the columns of split {split!r} are not those of split {next(iter(given))!r}")
    full = {split: dataset for split, dataset in given.items() if len(dataset)}
    if not full:
        raise ValueError("there is no row to write")
    if len(full) < len(given):
        LOGGER.warning("not written, since without a row: split %s", ", ".join(sorted(set(given) - set(full))))
    return full


def _check_folder(root: Path) -> None:
    """Refuse files that are not from here, and remove what a killed run left half-written."""
    if (root / _DATA).exists():
        there = sorted(path for path in (root / _DATA).iterdir() if not path.name.startswith("."))
        foreign = [path.name for path in there if is_foreign(path)]
        if foreign:
            raise ValueError(f"{root / _DATA}: holds {foreign[0]}, which write_parquet did not write")
    for part in (root / _UNFINISHED).glob("*.part"):
        part.unlink()


def _write_missing(
    root: Path,
    named: Mapping[str, Shard],
    given: Mapping[str, datasets.Dataset],
    with_pictures: bool,
    progress: bool,
) -> list[str]:
    """Write the shards that are neither published nor finished; return their names."""
    from tqdm.auto import tqdm

    written = []
    (root / _UNFINISHED).mkdir(exist_ok=True)
    with tqdm(total=sum(s.rows for s in named.values()), desc="rows", unit="fig", disable=not progress) as bar:
        for file, shard in named.items():
            if any(is_written(root / place / file, shard) for place in (_DATA, _UNFINISHED)):
                bar.update(shard.rows)
                continue
            for rows in write_shard(root / _UNFINISHED / file, shard, given[shard.split], with_pictures):
                bar.update(rows)
            written.append(file)
    return written


def _publish(root: Path, named: Mapping[str, Shard]) -> None:
    """Put the finished shards under their names, and remove those of an older version."""
    (root / _DATA).mkdir(exist_ok=True)
    finished = [name for name, shard in named.items() if is_written(root / _UNFINISHED / name, shard)]
    for name in finished:
        (root / _UNFINISHED / name).replace(root / _DATA / name)
    for path in (root / _DATA).glob("*.parquet"):
        if path.name not in named:
            path.unlink()


def _describe(
    root: Path,
    named: Mapping[str, Shard],
    given: Mapping[str, datasets.Dataset],
    statistics: Mapping[str, Any],
    name: str,
    license: str | None,
    source: str | None,
    with_pictures: bool,
) -> None:
    """Write card, statistics and picture."""
    import datasets

    write_text(root / _STATISTICS, f"{json.dumps(statistics, indent=1, ensure_ascii=False)}\n")
    head = statistics["head"]
    tail = statistics["splits"][head["fitted_on"]]["figures_a_subclass"]
    if tail:
        draw_long_tail(tail, root / _PICTURE, head["codes"])
    else:
        (root / _PICTURE).unlink(missing_ok=True)
    first = next(iter(given.values()))
    sizes = {split: sum(shard.size for shard in named.values() if shard.split == split) for split in given}
    listed = datasets.SplitDict()
    for split, rows in given.items():
        listed.add(datasets.SplitInfo(split, sizes[split], len(rows)))
    stored = sum((root / _DATA / file).stat().st_size for file in named)
    info = datasets.DatasetInfo(
        description=first.info.description,
        features=first.features,
        splits=listed,
        download_size=stored,
        dataset_size=sum(sizes.values()),
    )
    patterns = {shard.split: f"{_DATA}/{shard.split}-*-{file.partition('-')[2][6:]}" for file, shard in named.items()}
    card = dataset_card(
        statistics,
        info=info,
        data_files=patterns,
        name=name,
        license=license,
        source=source,
        with_pictures=with_pictures,
        long_tail=bool(tail),
    )
    write_card(root, card)
