"""What the checkpoint learns from and is judged by: drawn, modelled and real figures, mixed by shares.

Training figures come from up to four sources; those held out are named in configs/checkpoint.yaml or chosen by a hash
of their name, and never trained on. Real figures are read from $PATENT_REAL_DATA, or ../shared/data beside the
checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import datasets
import numpy as np
from torch.utils.data import Dataset, Sampler

from modeling_patent import PatentImageProcessor
from modeling_patent.rows import column, label_columns, make_row
from modeling_patent.training import FigureDataset, HierarchicalBatchSampler
from patent_data import draw_corpus, load_deeppatent2, load_uspto

ROOT = Path(__file__).parents[1]
KNOWN_FAMILIES = ("train", "validation", "test")  # splits of a drawn corpus; "unseen" holds the families kept aside


class Source(NamedTuple):
    """Rows to train on, their share of a batch, and whether figure labels are removed."""

    name: str
    rows: Any
    share: float
    remove_labels: bool = False


def real_folder() -> Path | None:
    """Return the folder of real data, None where there is none."""
    folder = Path(os.environ.get("PATENT_REAL_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def by_hash(names: Sequence[str]) -> list[str]:
    """Return the distinct names in an order that depends on nothing but each name.

    >>> by_hash(["b", "a", "b"]) == by_hash(["a", "b"])
    True
    """
    return sorted(set(names), key=lambda name: hashlib.blake2b(name.encode(), digest_size=8).digest())


def evenly(patents: Sequence[str], most: int | None) -> list[int]:
    """Return at most so many places of each patent, spread evenly over its figures, in ascending order.

    >>> evenly(["p"] * 5 + ["q"], 3)
    [0, 2, 4, 5]
    """
    places = defaultdict(list)
    for place, patent in enumerate(patents):
        places[patent].append(place)
    chosen: list[int] = []
    for of_patent in places.values():
        count = len(of_patent) if most is None else min(most, len(of_patent))
        chosen += [of_patent[i] for i in np.linspace(0, len(of_patent) - 1, count).round().astype(int)]
    return sorted(chosen)


def drawn_rows(settings: dict[str, Any], splits: Sequence[str] | None = None) -> datasets.Dataset:
    """Draw a corpus, or take the one that is there, and return its rows; patents are named after the corpus.

    Args:
        settings: folder (of all corpora), patents, views (a number or two bounds), seed and size.
        splits: of the corpus; None takes all.
    """
    views = settings["views"]
    bounds = (views, views) if isinstance(views, int) else (views[0], views[1])
    name = f"drawn-{settings['patents']}x{bounds[0]}-{bounds[1]}-seed{settings['seed']}-{settings['size']}px"
    folder = Path(settings["folder"]) / name
    draw_corpus(folder, settings["patents"], bounds, settings["seed"], size=settings["size"])
    rows = load_deeppatent2(folder)
    patents = column(rows, "patent_id")
    if splits is not None:
        stated = json.loads((folder / "corpus.json").read_text("utf-8"))["patents"]
        rows = rows.select([i for i, patent in enumerate(patents) if stated[patent]["split"] in splits])
        patents = column(rows, "patent_id")
    # Corpora of other seeds use the same numbers.
    return rows.remove_columns("patent_id").add_column("patent_id", [f"{name}/{patent}" for patent in patents])


def object_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the views of modelled objects, one object a "patent", without codes; authors stand as applicants."""
    rows = []
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = folder / entry["path"]
        about = {"title": entry["title"], "viewpoint": entry["sheet"]}
        authors = [entry["author"]] if entry.get("author") else []
        rows.append(make_row(str(path), path.stem, entry["object_id"], applicants=authors, **about))
    return rows


def single_rows(folder: Path) -> list[dict[str, Any]]:
    """Return Gazette figures of January 2007, one a patent; in a batch each stands twice, augmented in two ways."""
    lines = (folder / "metadata.jsonl").read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    return [make_row(str(folder / e["file"]), e["patent_id"], e["patent_id"], title=e["title"]) for e in entries]


def select(rows: Any, places: Sequence[int]) -> Any:
    """Return some rows of a `datasets.Dataset` or of a list."""
    return [rows[place] for place in places] if isinstance(rows, list) else rows.select(places)


def without(rows: Any, patents: Sequence[str]) -> Any:
    """Return the rows of all other patents."""
    left_out = set(patents)
    return select(rows, [i for i, patent in enumerate(column(rows, "patent_id")) if patent not in left_out])


def training_sources(recipe: dict[str, Any]) -> list[Source]:
    """Return the sources with a share above 0, without what is held out for validation.

    Where the folder of real data is absent only drawn figures are left, and a line says so.

    Raises:
        ValueError: no source is left.
    """
    wanted, folder, held = recipe["sources"], real_folder(), recipe["validation"]
    wanted = {name: settings for name, settings in wanted.items() if settings["share"] > 0}
    if folder is None and set(wanted) != {"drawn"}:
        print("No real data ($PATENT_REAL_DATA or ../shared/data): training on drawn figures only", flush=True)
    found: dict[str, Any] = {}
    if "drawn" in wanted:
        found["drawn"] = drawn_rows(wanted["drawn"], KNOWN_FAMILIES)
    if folder is not None and "objects" in wanted:
        rows = object_rows(folder / "object_lines")
        found["objects"] = without(rows, by_hash(column(rows, "patent_id"))[: held["objects"]])
    if folder is not None and "real" in wanted:
        found["real"] = without(load_uspto(folder / "impact_sample"), held["patents"])
    if folder is not None and "single" in wanted:
        found["single"] = single_rows(folder / "uspto2007_oneview")
    if not found:
        raise ValueError("no source of figures has a share above 0")
    return [
        Source(name, rows, wanted[name]["share"], wanted[name].get("remove_labels", False))
        for name, rows in found.items()
    ]


def validation_rows(recipe: dict[str, Any]) -> dict[str, Any]:
    """Return the rows kept aside, by name: real, objects and drawn; no Gazette copies, few figures a patent."""
    held, folder = recipe["validation"], real_folder()
    found: dict[str, Any] = {}
    if folder is not None:
        rows = load_uspto(folder / "impact_sample")
        wanted = set(held["patents"])
        keep = [i for i, patent in enumerate(column(rows, "patent_id")) if patent in wanted]
        missing = sorted(wanted - {column(rows, "patent_id")[i] for i in keep})
        if missing:
            raise ValueError(f"validation patents that are not in {folder / 'impact_sample'}: {', '.join(missing)}")
        found["real"] = select(rows, keep)
        rows = object_rows(folder / "object_lines")
        aside = set(by_hash(column(rows, "patent_id"))[: held["objects"]])
        found["objects"] = [row for row in rows if row["patent_id"] in aside]
    found["drawn"] = drawn_rows(held["drawn"])
    for name, rows in found.items():
        sheets = [i for i, copy in enumerate(column(rows, "is_gazette_copy")) if not copy]
        patents = column(rows, "patent_id")
        chosen = evenly([patents[i] for i in sheets], held["max_figures"])
        found[name] = select(rows, [sheets[i] for i in chosen])
    return found


def prepared(rows: Any, size: int, remove_labels: bool, cache: str | os.PathLike[str]) -> FigureDataset:
    """Return rows as figures of a size, prepared once and kept in a folder."""
    return FigureDataset(rows, PatentImageProcessor(size, remove_labels=remove_labels), cache)


class MixedFigures(Dataset[dict[str, Any]]):
    """The figures of several sources, each in one or two sizes.

    Items are asked for as (number, seed) as in `FigureDataset`; number + k * len(self) is figure `number` in size k.

    Args:
        sources: where the figures come from.
        sizes: sides in pixels.
        cache: folder of the prepared figures.

    Attributes:
        names: of the sources.
        labels, patents: as in `FigureDataset`, numbered over all sources.
        starts: the first number of each source, and the end.
    """

    texts = None
    head_codes = None

    def __init__(self, sources: Sequence[Source], sizes: Sequence[int], cache: str | os.PathLike[str]) -> None:
        self.parts = [[prepared(one.rows, size, one.remove_labels, cache) for one in sources] for size in sizes]
        self.names = [one.name for one in sources]
        self.starts = np.cumsum([0, *(len(part) for part in self.parts[0])])
        self.patents = [patent for part in self.parts[0] for patent in part.patents]
        self.labels = label_columns(self.patents, [code for part in self.parts[0] for code in part.codes])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __getitem__(self, item: tuple[int, int]) -> dict[str, Any]:
        size, number = divmod(item[0], len(self))
        source = int(np.searchsorted(self.starts, number, side="right")) - 1
        figure = self.parts[size][source].figure(number - int(self.starts[source]))
        labels = {name: int(values[number]) for name, values in self.labels.items()}
        return {"figure": figure, "seed": item[1], **labels}


def shared_out(shares: Sequence[float], count: int) -> list[int]:
    """Return whole shares of a count, the largest remainders rounded up.

    >>> shared_out([3, 1, 1], 64)
    [38, 13, 13]
    """
    exact = np.array(shares) / sum(shares) * count
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: count - int(counts.sum())]] += 1
    return [int(number) for number in counts]


class MixedBatchSampler(Sampler[list[tuple[int, int]]]):
    """Yields batches in which every source has its share of the patents; one pass is the whole training.

    Each source goes through its patents in its own epochs (`HierarchicalBatchSampler`), a small one more often.

    Args:
        data: the figures.
        shares: of the sources.
        batches: how many.
        patents_per_batch, figures_per_patent, partner_share, seed: as in `HierarchicalBatchSampler`.
        early: so many batches of the first size of `data`; the others are of its last size.

    Raises:
        ValueError: a source has fewer patents than its share of a batch.
    """

    drop_last = True

    def __init__(
        self,
        data: MixedFigures,
        shares: Sequence[float],
        batches: int,
        patents_per_batch: int,
        figures_per_patent: int,
        partner_share: float,
        seed: int,
        early: int = 0,
    ) -> None:
        self.data, self.batches, self.early = data, batches, early
        self.batch_size = patents_per_batch * figures_per_patent
        self.samplers = []
        for number, count in enumerate(shared_out(shares, patents_per_batch)):
            if not count:
                continue
            part = slice(int(data.starts[number]), int(data.starts[number + 1]))
            labels = {name: values[part] for name, values in data.labels.items()}
            there = len(np.unique(labels["patent_ids"]))
            if there < count:
                name = data.names[number]
                raise ValueError(f"{name} has {there} patents, but its share of a batch is {count}: lower the share")
            columns = labels["patent_ids"], labels["subclasses"], labels["main_classes"]
            sampler = HierarchicalBatchSampler(*columns, count, figures_per_patent, partner_share, seed + number)
            self.samplers.append((part.start, sampler))

    def __len__(self) -> int:
        return self.batches

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        streams = [(start, _endless(sampler)) for start, sampler in self.samplers]
        last = (len(self.data.parts) - 1) * len(self.data)
        for batch in range(self.batches):
            offset = 0 if batch < self.early else last
            yield [(offset + start + number, seed) for start, stream in streams for number, seed in next(stream)]


def _endless(sampler: HierarchicalBatchSampler) -> Iterator[list[tuple[int, int]]]:
    epoch = 0
    while True:
        sampler.set_epoch(epoch)
        yield from sampler
        epoch += 1
