"""Which figures take part in a benchmark, and as what: rows in; roles, counts and a fingerprint out.

A figure's role depends on its own name and on what is known of its patent, never on the order of the rows or on which
other patents are there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..rows import column, fit_head_codes, is_gazette_copy
from .benchmark_patents import REASONS, Patent, facts_of, reason_left_out, role_of
from .benchmark_rules import BENCHMARKS, DEEPPATENT, DP2, PARTS, PUBLISHED, RULES

if TYPE_CHECKING:
    import datasets

Figure = tuple[str, str, str, str, str]
"""figure_id, patent_id, grant date (ISO, "" for none), Locarno subclass ("" for none), role."""


def read_benchmark(rows: Any, benchmark: str = DP2, roles: Sequence[str] | None = None) -> BenchmarkData:
    """Return which rows take part in a benchmark, and as what.

    Args:
        rows: the N rows, a `datasets.Dataset` or a list of dicts. No picture is opened.
        benchmark: its name.
        roles: [N] for "deeppatent-v1" the list each row is of: "test_query", "test_gallery", "validation_query" or
            "validation_gallery". The others find the roles themselves.

    Raises:
        ValueError: no such benchmark, a figure_id that occurs twice, a code or date that is none, or no row is left.
    """
    if benchmark not in BENCHMARKS:
        raise ValueError(f"unknown benchmark {benchmark!r} (expected one of {', '.join(BENCHMARKS)})")
    if (roles is None) == (benchmark == DEEPPATENT):
        raise ValueError(f"{benchmark} {'needs the role of every row' if roles is None else 'finds the roles itself'}")
    names = column(rows, "figure_id")
    if len(set(names)) < len(names):
        twice = next(name for name, count in Counter(names).items() if count > 1)
        raise ValueError(f"figure_id {twice!r} occurs more than once: a benchmark needs every figure once")
    if roles is None:
        return _prior_art(rows, names, benchmark)
    return _listed(rows, names, roles)


def benchmark_splits(rows: datasets.Dataset, benchmark: str = DP2) -> datasets.DatasetDict:
    """Return the splits of a prior-art benchmark: "train", "validation", "test" (the queries) and "gallery".

    The gallery holds all figures that take part, those of train, validation and test too: what may answer a query is
    what was granted before it.

    Args:
        rows: rows of the schema.
        benchmark: "dp2-prior-art-v1" or its mini share.

    Raises:
        ValueError: as `read_benchmark`.
    """
    import datasets

    data = read_benchmark(rows, benchmark)
    splits = {name: data.index[data.roles == name] for name in ("train", "validation", "test")}
    return datasets.DatasetDict({name: rows.select(part) for name, part in (splits | {"gallery": data.index}).items()})


def fingerprint(figures: Iterable[Figure]) -> str:
    r"""Return the SHA-256 of figures in sorted order, each a line of its five texts parted by tabs.

    >>> fingerprint([("f", "p", "2020-01-07", "14-04", "test")]) == hashlib.sha256(
    ...     b"f\tp\t2020-01-07\t14-04\ttest\n").hexdigest()
    True
    """
    digest = hashlib.sha256()
    for figure in sorted(figures):
        digest.update(("\t".join(figure) + "\n").encode())
    return digest.hexdigest()


def _prior_art(rows: Any, names: list[str], benchmark: str) -> BenchmarkData:
    rules = RULES[benchmark]
    patents = column(rows, "patent_id")
    facts = facts_of(patents, column(rows, "granted"), column(rows, "locarno"))
    copies = _copies(rows, names)
    left_out, noted = dict.fromkeys(REASONS, 0), {"patents_of_two_codes": 0, "figures_without_subclass": 0}
    for patent in facts.values():
        noted["patents_of_two_codes"] += patent.codes_differ
    taken, of_patent = [], Counter[str]()
    for i in sorted(range(len(names)), key=lambda i: (patents[i] or "", names[i])):
        reason = reason_left_out(names[i], patents[i], copies[i], facts, rules)
        if reason is None and of_patent[patents[i]] >= rules["max_figures"]:
            reason = "over_max_figures"
        if reason is not None:
            left_out[reason] += 1
            continue
        of_patent[patents[i]] += 1
        taken.append(i)
    roles = [role_of(facts[patents[i]], rules) for i in taken]
    used = [facts[patents[i]] for i in taken]
    noted["figures_without_subclass"] = sum(fact.subclass is None for fact in used)
    table = _table(rows, taken, names, patents, used, copies)
    head = fit_head_codes((f.code for f, role in zip(used, roles, strict=True) if role == "train"), rules["head_share"])
    figures = [
        (names[i], patents[i], str(fact.granted), fact.subclass or "", role)
        for i, fact, role in zip(taken, used, roles, strict=True)
    ]
    about = {
        "fingerprints": {"test": fingerprint(figures)},
        **_years(figures),
        "counts": {"rows": len(names), **_counts(figures, used, head), "stated_citations": _citations(table, roles)},
        "left_out": left_out,
        "noted": noted,
    }
    return _data(benchmark, taken, table, roles, about, head)


def _listed(rows: Any, names: list[str], roles: Sequence[str]) -> BenchmarkData:
    """Return DeepPatent's lists: every row takes part, as what its list says."""
    known = [f"{part}_{side}" for part in PARTS[DEEPPATENT] for side in ("query", "gallery")]
    if len(roles) != len(names) or set(roles) - set(known):
        raise ValueError(f"{len(names)} rows need {len(names)} roles out of {', '.join(known)}")
    patents = column(rows, "patent_id")
    facts = facts_of(patents, column(rows, "granted"), [None] * len(names))
    order = sorted(range(len(names)), key=lambda i: (patents[i], names[i]))
    used = [facts[patents[i]] for i in order]
    figures = [
        (names[i], patents[i], str(fact.granted or ""), "", roles[i]) for i, fact in zip(order, used, strict=True)
    ]
    copies = _copies(rows, names)
    copied = {names[i] for i in order if copies[i]}
    parts = {part: [f for f in figures if f[4].startswith(part)] for part in PARTS[DEEPPATENT]}
    counts: dict[str, int] = {"rows": len(names)}
    for part, some in parts.items():
        for side in ("query", "gallery") if some else ():
            of_side = [figure for figure in some if figure[4].endswith(side)]
            if not of_side:
                raise ValueError(f"DeepPatent's {part} has no {side} figure")
            counts[f"{part}_{side}"] = len(of_side)
            counts[f"{part}_{side}_patents"] = len({figure[1] for figure in of_side})
            counts[f"{part}_{side}_gazette_copies"] = sum(figure[0] in copied for figure in of_side)
    about = {
        "fingerprints": {part: fingerprint(some) for part, some in parts.items() if some},
        **_years(figures),
        "counts": counts,
        "left_out": {},
        "noted": {},
    }
    table = _table(rows, order, names, patents, used, copies)
    return _data(DEEPPATENT, order, table, [roles[i] for i in order], about, None)


def _counts(figures: Sequence[Figure], used: Sequence[Patent], head: Sequence[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for role in ("train", "validation", "test", "candidate"):
        some = [figure for figure in figures if figure[4] == role]
        counts |= {role: len(some), f"{role}_patents": len({figure[1] for figure in some})}
    trained = {figure[3] for figure in figures if figure[4] == "train"} - {""}
    asked = Counter(figure[3] for figure in figures if figure[4] == "test")
    in_head = sum(count for code, count in asked.items() if code in set(head))
    return counts | {
        "gallery": len(figures),
        "gallery_patents": len({figure[1] for figure in figures}),
        "subclasses": len({fact.subclass for fact in used} - {None}),
        "main_classes": len({fact.code[:2] for fact in used if fact.code is not None}),
        "query_subclasses": len(asked),
        "head_classes": len(head),
        "tail_classes": len(trained) - len(head),
        "head_queries": in_head,
        "tail_queries": asked.total() - in_head,
    }


def _citations(table: datasets.Dataset, roles: Sequence[str]) -> int:
    """Return how many patents the queries' patents cite, wherever these are."""
    stated = zip(roles, table["patent_id"], table["cites"], strict=True)
    return len({(patent, cited) for role, patent, cites in stated if role == "test" for cited in cites})


def _years(figures: Sequence[Figure]) -> dict[str, Any]:
    asked = sorted(figure[2] for figure in figures if figure[4].startswith(("test", "validation_query")) and figure[2])
    return {
        "years": sorted({int(figure[2][:4]) for figure in figures if figure[2]}),
        "queries_granted": [asked[0], asked[-1]] if asked else None,
    }


def _table(
    rows: Any,
    taken: Sequence[int],
    names: Sequence[str],
    patents: Sequence[str],
    used: Sequence[Patent],
    copies: Sequence[bool],
) -> datasets.Dataset:
    """Return what an evaluation needs of the rows that take part, with what is known of their patents."""
    import datasets

    cites = column(rows, "cites") if _has(rows, "cites") else [None] * len(names)
    text = datasets.Value("string")
    features = dict.fromkeys(("figure_id", "patent_id", "locarno"), text)
    features |= {"granted": datasets.Value("date32"), "cites": datasets.List(text)}
    features |= {"is_gazette_copy": datasets.Value("bool")}
    return datasets.Dataset.from_dict(
        {
            "figure_id": [names[i] for i in taken],
            "patent_id": [patents[i] for i in taken],
            "locarno": [fact.code for fact in used],
            "granted": [fact.granted for fact in used],
            "cites": [cites[i] or [] for i in taken],
            "is_gazette_copy": [copies[i] for i in taken],
        },
        features=datasets.Features(features),
    )


def _data(
    benchmark: str, taken: Sequence[int], table: Any, roles: list[str], about: dict[str, Any], head: list[str] | None
) -> BenchmarkData:
    if not len(taken):
        raise ValueError(f"{benchmark}: no figure is left (left out: {about['left_out']})")
    known = PUBLISHED.get(benchmark, {})
    published = {part: known[part] == own if part in known else None for part, own in about["fingerprints"].items()}
    return BenchmarkData(
        benchmark, np.array(taken, dtype=np.int64), table, np.array(roles), about | {"published": published}, head
    )


def _copies(rows: Any, names: Sequence[str]) -> list[bool]:
    """Return whether each row is a Gazette copy: by its column, or by the figure's name where the column is silent."""
    flags = column(rows, "is_gazette_copy") if _has(rows, "is_gazette_copy") else [None] * len(names)
    return [is_gazette_copy(str(name)) if flag is None else flag for name, flag in zip(names, flags, strict=True)]


def _has(rows: Any, name: str) -> bool:
    return name in getattr(rows, "column_names", (name,))


@dataclass(frozen=True)
class BenchmarkData:
    """The figures that take part in a benchmark, in the order of their patents' and their own names.

    Attributes:
        benchmark: its name.
        index: [n] their row numbers.
        rows: what an evaluation needs of them, n rows; every figure with its patent's date and code.
        roles: [n] "train", "validation", "test" (a query) or "candidate"; for DeepPatent the list.
        about: what a result states of the data: fingerprints, published, years, queries_granted, counts, left_out,
            noted.
        head_codes: the head of the training figures; None for DeepPatent, which has no codes.
    """

    benchmark: str
    index: NDArray[np.int64]
    rows: datasets.Dataset
    roles: NDArray[np.str_]
    about: dict[str, Any]
    head_codes: list[str] | None
