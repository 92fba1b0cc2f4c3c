"""Statistics of rows: figures, patents, dates, codes, and the long tail of the classes. No picture is opened."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from modeling_patent.locarno import LocarnoCode
from modeling_patent.rows import fit_head_codes, require_columns

if TYPE_CHECKING:
    import datasets

HEAD_SHARE = 0.4
"""Share of the classes that are head (arXiv 2404.19360)."""

_COLUMNS = ["patent_id", "granted", "locarno", "locarno_edition", "is_gazette_copy", "figures_on_sheet", "texts"]
_BATCH = 1_000  # rows read at once


def dataset_statistics(splits: datasets.DatasetDict | datasets.Dataset) -> dict[str, Any]:
    """Return what is to be said of a dataset, in plain numbers, texts, lists and dicts (JSON).

    Only columns are read, a batch of rows at a time; memory grows with the patents, not with the figures.

    Args:
        splits: splits of rows, or rows, which are the split "train".

    Returns:
        `splits` and `total` hold of each split, and of all together:

        - `figures`, `patents`, `granted_from` and `granted_to` (ISO dates or None), `figures_a_patent` and
          `texts_a_figure` (min, median, max; None where there is nothing to count);
        - `without_date`, `without_code`, `without_subclass` (a code of no more than a main class), `gazette_copies`:
          figures;
        - `codes`: distinct values of the column `locarno`; `official_codes`: those of them on the official list;
          `not_official`: the others; `subclasses`, `main_classes`: how many there are;
        - `editions`, `figures_on_sheet`: figures by value, "unknown" where it is null;
        - `head`, `tail`: `classes`, `figures` and `share` of the figures with a subclass, by the head classes below;
        - `gini` of the figures a subclass, 0 (all alike) to below 1, and `top_tenth_share`, the share of the figures
          that the largest tenth of the subclasses holds, rounded up to whole subclasses; None without a subclass;
        - `figures_a_subclass`: figures by subclass, the largest first.

        `head`: `fitted_on` (the split "train", else the first), `share` of the classes and the `codes` of
        `fit_head_codes`. `shared_patents`: patents that are in more than one split.

    Raises:
        ValueError: a column is missing, or a code is none.
    """
    given = {"train": splits} if not isinstance(splits, Mapping) else splits
    counts = {name: _count(dataset, name) for name, dataset in given.items()}
    total = _Counts()
    for part in counts.values():
        total.add(part)
    fitted_on = "train" if "train" in counts or not counts else next(iter(counts))
    fitted = counts[fitted_on].codes if counts else Counter[str | None]()
    head = fit_head_codes(fitted.elements(), HEAD_SHARE)
    met = Counter[str]()
    for part in counts.values():
        met.update(part.patents.keys())
    return {
        "splits": {name: _statistics(part, head) for name, part in counts.items()},
        "total": _statistics(total, head),
        "head": {"fitted_on": fitted_on, "share": HEAD_SHARE, "codes": head},
        "shared_patents": sum(splits > 1 for splits in met.values()),
    }


def gini(figures: Sequence[int]) -> float | None:
    """Return the Gini coefficient of figures a class: 0 where all have as many, near 1 where one has them all.

    >>> gini([5, 5, 5]), gini([0, 0, 0, 12]), gini([])
    (0.0, 0.75, None)
    """
    ranked = np.sort(np.asarray(figures, dtype=np.float64))
    if not ranked.sum():
        return None
    n = len(ranked)
    return float(2 * np.dot(np.arange(1, n + 1), ranked) / (n * ranked.sum()) - (n + 1) / n)


def top_share(figures: Sequence[int], share: float = 0.1) -> float | None:
    """Return the share of all figures that the largest classes hold, a share of the classes rounded up.

    >>> top_share([1, 1, 1, 1, 6]), top_share([])
    (0.6, None)
    """
    ranked = sorted(figures, reverse=True)
    if not sum(ranked):
        return None
    # 1e-9: a tenth of 30 is 3, and not 4 for a last binary digit.
    return sum(ranked[: int(np.ceil(share * len(ranked) - 1e-9))]) / sum(ranked)


@dataclass
class _Counts:
    """Figures by value of each column; texts by their number."""

    patents: Counter[str] = field(default_factory=Counter)
    days: Counter[datetime.date | None] = field(default_factory=Counter)
    codes: Counter[str | None] = field(default_factory=Counter)
    editions: Counter[int | None] = field(default_factory=Counter)
    on_sheet: Counter[int | None] = field(default_factory=Counter)
    texts: Counter[int] = field(default_factory=Counter)
    gazette: int = 0

    def add(self, other: _Counts) -> None:
        self.gazette += other.gazette
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)


def _count(dataset: datasets.Dataset, name: str) -> _Counts:
    from pyarrow import compute

    require_columns(dataset.column_names or (), _COLUMNS, f"the rows of split {name!r}")
    found = _Counts()
    counters: dict[str, Counter[Any]] = {
        "patent_id": found.patents,
        "granted": found.days,
        "locarno": found.codes,
        "locarno_edition": found.editions,
        "figures_on_sheet": found.on_sheet,
    }
    for table in dataset.select_columns(_COLUMNS).with_format("arrow").iter(_BATCH):
        for column, counter in counters.items():
            _update(counter, table[column])
        _update(found.texts, compute.fill_null(compute.list_value_length(table["texts"]), 0))
        found.gazette += compute.sum(table["is_gazette_copy"]).as_py() or 0
    return found


def _update(counter: Counter[Any], values: Any) -> None:
    for pair in values.value_counts():
        counter[pair["values"].as_py()] += pair["counts"].as_py()


def _statistics(found: _Counts, head: Sequence[str]) -> dict[str, Any]:
    parsed = {text: LocarnoCode.parse(text) for text in found.codes if text is not None}
    official = [text for text, code in parsed.items() if code.is_official]
    subclasses = Counter[str]()
    for text, code in parsed.items():
        if code.subclass is not None:
            subclasses[code.subclass] += found.codes[text]
    ranked = dict(sorted(subclasses.items(), key=lambda item: (-item[1], item[0])))
    known = subclasses.total()
    days = sorted(day for day in found.days if day is not None)
    figures = found.patents.total()
    return {
        "figures": figures,
        "patents": len(found.patents),
        "granted_from": days[0].isoformat() if days else None,
        "granted_to": days[-1].isoformat() if days else None,
        "figures_a_patent": _spread(Counter(found.patents.values())),
        "texts_a_figure": _spread(found.texts),
        "without_date": found.days[None],
        "without_code": found.codes[None],
        "without_subclass": figures - found.codes[None] - known,
        "gazette_copies": found.gazette,
        "codes": len(parsed),
        "official_codes": len(official),
        "not_official": sorted(set(parsed) - set(official)),
        "subclasses": len(ranked),
        "main_classes": len({code.main_class for code in parsed.values()}),
        "editions": _by_value(found.editions),
        "figures_on_sheet": _by_value(found.on_sheet),
        "head": _part({code: n for code, n in ranked.items() if code in set(head)}, known),
        "tail": _part({code: n for code, n in ranked.items() if code not in set(head)}, known),
        "gini": gini(list(ranked.values())),
        "top_tenth_share": top_share(list(ranked.values())),
        "figures_a_subclass": ranked,
    }


def _part(figures: Mapping[str, int], known: int) -> dict[str, Any]:
    count = sum(figures.values())
    return {"classes": len(figures), "figures": count, "share": count / known if known else None}


def _spread(counter: Counter[int]) -> dict[str, float] | None:
    """Return the least, the middle and the largest of whole numbers, given how often each occurs; None without any."""
    if not counter:
        return None
    values = np.fromiter(counter.elements(), dtype=np.int64, count=counter.total())
    return {"min": int(values.min()), "median": float(np.median(values)), "max": int(values.max())}


def _by_value(counter: Counter[int | None]) -> dict[str, int]:
    known = sorted(value for value in counter if value is not None)
    unknown = {"unknown": counter[None]} if counter[None] else {}
    return {str(value): counter[value] for value in known} | unknown
