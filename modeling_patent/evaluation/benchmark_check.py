"""Whether a benchmark's result is one: its rules, counts and sums, and with rows or vectors all of it once more."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .benchmark_rules import (
    BENCHMARKS,
    CITED,
    DEEPPATENT,
    DOCUMENTED,
    MEASURES,
    PARTS,
    PUBLISHED,
    RULES,
    WITHOUT_COPIES,
)

_KEYS = (
    "benchmark", "rules", "data", "model", "settings", "date", "figures_without_vector", "results", "per_class",
    "versions",
)  # fmt: skip
_ABOUT = ("fingerprints", "published", "years", "queries_granted", "counts", "left_out", "noted")
_ROUNDING = 1e-9  # means of the same numbers, added in another order


def check_result(
    result: Mapping[str, Any],
    rows: Any = None,
    *,
    roles: Sequence[str] | None = None,
    embeds: Any = None,
    tolerance: float = 1e-4,
) -> list[str]:
    """Return what is wrong with a benchmark's result, one line each; an empty list: nothing.

    Without rows it is checked that the result is of a known version, states that version's rules, has every metric
    within 0 and 1, and that its counts and means agree with each other.

    Args:
        result: what `run_benchmark` returned, or the same read from its JSON file.
        rows: the rows it was made from; fingerprints and counts are then worked out anew.
        roles: of the rows, for "deeppatent-v1".
        embeds: the vectors of the rows, [N, D]; the metrics are then worked out anew.
        tolerance: by how much such a metric may differ: vectors differ in their last bits between machines.
    """
    try:
        problems = list(_form(result))
        if not problems:
            problems = [*_data(result), *_results(result), *_classes(result)]
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        return [f"not of the form of a result ({type(error).__name__}: {error})"]
    if rows is not None and result.get("benchmark") in BENCHMARKS:
        problems += _against_rows(result, rows, roles, embeds, tolerance)
    return problems


def comparable(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return why two results cannot be compared, one line each; an empty list: they can.

    They can if they are of one benchmark, and of the same figures, by the fingerprints of the parts they share.
    """
    if one["benchmark"] != other["benchmark"]:
        return [f"one is of {one['benchmark']}, the other of {other['benchmark']}"]
    prints = one["data"]["fingerprints"], other["data"]["fingerprints"]
    both = [part for part in prints[0] if part in prints[1]]
    if not both:
        return ["they have no part in common"]
    return [f"{part}: they are of different figures" for part in both if prints[0][part] != prints[1][part]]


def _form(result: Mapping[str, Any]) -> Iterator[str]:
    missing = [name for name in _KEYS if name not in result]
    if missing:
        yield f"missing: {', '.join(missing)}"
        return
    if result["benchmark"] not in BENCHMARKS:
        yield f"unknown benchmark or version {result['benchmark']!r} (known: {', '.join(BENCHMARKS)})"
        return
    missing = [name for name in _ABOUT if name not in result["data"]]
    if missing:
        yield f"missing in data: {', '.join(missing)}"
    rules = RULES[result["benchmark"]]
    for name in sorted({*rules, *result["rules"]}):
        if name not in rules or name not in result["rules"] or rules[name] != result["rules"][name]:
            yield f"rule {name} is {result['rules'].get(name)!r}, not {rules.get(name)!r}"
    model = result["model"]
    if not model.get("name") or not (model.get("revision") or model.get("weights")):
        yield "the model needs a name, and a revision or a hash of its weights"
    if {"bf16", "seed"} - set(result["settings"]):
        yield "settings must state bf16 and seed"
    if not {"modeling-patent", "torch"} <= set(result["versions"]):
        yield "versions must state modeling-patent and torch"
    datetime.date.fromisoformat(result["date"])


def _data(result: Mapping[str, Any]) -> Iterator[str]:
    benchmark, data = result["benchmark"], result["data"]
    prints, counts = data["fingerprints"], data["counts"]
    if not prints or set(prints) - set(PARTS[benchmark]):
        yield f"fingerprints are of {', '.join(prints) or 'nothing'}, not of {', '.join(PARTS[benchmark])}"
    for part, value in prints.items():
        known = PUBLISHED.get(benchmark, {}).get(part)
        if not re.fullmatch(r"[0-9a-f]{64}", str(value)):
            yield f"{part}: the fingerprint is no SHA-256"
        if data["published"].get(part) is not (None if known is None else value == known):
            yield f"{part}: 'published' is {data['published'].get(part)}, which the fingerprint contradicts"
    for name, value in (counts | data["left_out"] | data["noted"]).items():
        if not _is_count(value):
            yield f"count {name} is {value!r}"
            return
    missing = result["figures_without_vector"]
    used = counts["rows"] - sum(data["left_out"].values())
    if not _is_count(missing) or missing > used:
        yield f"figures_without_vector is {missing!r}, of {used} figures"
    yield from _list_counts(prints, counts) if benchmark == DEEPPATENT else _dated_counts(result, used)


def _dated_counts(result: Mapping[str, Any], used: int) -> Iterator[str]:
    rules, data = result["rules"], result["data"]
    counts, roles = data["counts"], ("train", "validation", "test", "candidate")
    for ending in ("", "_patents"):
        if sum(counts[f"{role}{ending}"] for role in roles) != counts[f"gallery{ending}"]:
            yield f"train, validation, test and candidate{ending} do not add up to gallery{ending}"
    if counts["gallery"] != used:
        yield f"gallery has {counts['gallery']} figures, but {used} rows are not left out"
    for name in (*roles, "gallery"):
        figures, patents = counts[name], counts[f"{name}_patents"]
        if not patents <= figures <= rules["max_figures"] * patents:
            yield f"{name}: {figures} figures of {patents} patents, at most {rules['max_figures']} each"
    if counts["head_queries"] + counts["tail_queries"] != counts["test"]:
        yield "head_queries and tail_queries do not add up to test"
    first, last = data["queries_granted"] or (None, None)
    if first is None or not rules["validation_until"] < first <= last <= rules["queries_until"]:
        yield f"queries are granted from {first} to {last}, not within {rules['queries_until'][:4]}"
    if sorted(set(data["years"])) != data["years"] or any(year > int(last[:4]) for year in data["years"] if last):
        yield f"years are {data['years']}"


def _list_counts(prints: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[str]:
    for part in prints:
        there = tuple(counts[f"{part}_{name}"] for name in ("query", "gallery", "query_patents"))
        if there != DOCUMENTED[part]:
            told = "{:,} queries and {:,} gallery figures of {:,} patents"
            yield f"{part}: {told.format(*there)}, but the list has {told.format(*DOCUMENTED[part])}"


def _results(result: Mapping[str, Any]) -> Iterator[str]:
    expected = _expected(result)
    for name in expected - set(result["results"]):
        yield f"no result {name!r}"
    for name in set(result["results"]) - expected:
        yield f"{name!r} is no result of {result['benchmark']}"
    for name in sorted(expected & set(result["results"])):
        yield from (f"{name}: {problem}" for problem in _one_result(name, result))


def _expected(result: Mapping[str, Any]) -> set[str]:
    if result["benchmark"] == DEEPPATENT:
        return {f"{part}{ending}" for part in result["data"]["fingerprints"] for ending in ("", WITHOUT_COPIES)}
    return {name for name in MEASURES if name != CITED or result["data"]["counts"]["stated_citations"]}


def _one_result(name: str, result: Mapping[str, Any]) -> Iterator[str]:
    found, ks = result["results"][name], result["rules"]["ks"]
    parts = ["", "head/", "tail/"] if name in result["per_class"] else [""]
    metrics = ["map", "map_macro", "ndcg", "mrr@10"]
    metrics += [f"{at}@{k}" for at in ("ndcg", "hit", "recall", "capped_recall", "precision") for k in ks]
    broken = False
    for part in parts:
        counts = [found.get(f"{part}{count}") for count in ("queries", "queries_without_relevant")]
        if not all(_is_count(count) for count in counts):
            yield f"{part}queries and {part}queries_without_relevant are {counts}"
            return
        for metric in metrics:
            value = found.get(f"{part}{metric}", "missing")
            empty = counts[0] == 0 and (part or name == CITED) and (value is None or _is_nan(value))
            if not empty and (isinstance(value, (str, bool)) or value is None or not 0 <= value <= 1):
                broken = True
                yield f"{part}{metric} is {'no number' if value is None or _is_nan(value) else value}"
    stated = found["queries"] + found["queries_without_relevant"]
    asked = _asked(name, result)
    if stated != asked:
        yield f"{stated} queries with and without a relevant figure, but {asked} are in the data"
    if len(parts) > 1 and not broken:
        yield from _head_and_tail(found)


def _asked(name: str, result: Mapping[str, Any]) -> int:
    counts = result["data"]["counts"]
    if result["benchmark"] == DEEPPATENT:
        part = name.removesuffix(WITHOUT_COPIES)
        copies = counts[f"{part}_query_gazette_copies"] if name != part else 0
        return int(counts[f"{part}_query"] - copies)
    return int(counts["test_patents" if MEASURES[name][1] else "test"])


def _head_and_tail(found: Mapping[str, Any]) -> Iterator[str]:
    for count in ("queries", "queries_without_relevant"):
        if found[f"head/{count}"] + found[f"tail/{count}"] != found[count]:
            yield f"head/{count} and tail/{count} do not add up to {count}"
            return
    for metric in ("map", "ndcg", "mrr@10"):
        total = sum(
            found[f"{part}/queries"] * (found[f"{part}/{metric}"] or 0)
            for part in ("head", "tail")
            if found[f"{part}/queries"]
        )
        if found["queries"] and abs(total / found["queries"] - found[metric]) > _ROUNDING:
            yield f"{metric} is not the mean of head and tail"


def _classes(result: Mapping[str, Any]) -> Iterator[str]:
    for name, classes in result["per_class"].items():
        found = result["results"].get(name)
        if found is None or not _is_number(found.get("map")) or not _is_number(found.get("map_macro")):
            continue
        queries = sum(of["queries"] for of in classes.values())
        if queries != found["queries"]:
            yield f"{name}: the classes have {queries} queries, all together {found['queries']}"
            continue
        means = [of["map"] for of in classes.values()]
        if (
            abs(sum(of["map"] * of["queries"] for of in classes.values()) - queries * found["map"])
            > _ROUNDING * queries
        ):
            yield f"{name}: map is not the mean of the classes"
        if abs(sum(means) / len(means) - found["map_macro"]) > _ROUNDING:
            yield f"{name}: map_macro is not the mean of the classes"
    if result["benchmark"] != DEEPPATENT:
        for name in ("prior-art", "prior-art by patent"):
            if name not in result["per_class"]:
                yield f"per_class lacks {name!r}"


def _against_rows(
    result: Mapping[str, Any], rows: Any, roles: Sequence[str] | None, embeds: Any, tolerance: float
) -> Iterator[str]:
    from .benchmark import run_benchmark
    from .benchmark_rows import read_benchmark

    try:
        own = read_benchmark(rows, result["benchmark"], roles).about
        again = None
        if embeds is not None:
            again = run_benchmark(embeds, rows, result["benchmark"], roles=roles, model="again", weights="again")
    except ValueError as error:
        yield f"not of these rows: {error}"
        return
    stated, measured = (result.get(name) for name in ("data", "results"))
    stated, measured = (given if isinstance(given, Mapping) else {} for given in (stated, measured))
    for name, value in own.items():
        theirs = stated.get(name)
        if isinstance(value, dict) and isinstance(theirs, Mapping):
            for key in sorted({*value, *theirs}):
                if value.get(key) != theirs.get(key):
                    yield f"{name}: {key} is {theirs.get(key)}, but the rows give {value.get(key)}"
        elif value != theirs:
            yield f"{name} is {theirs}, but the rows give {value}"
    if again is None:
        return
    for name, found in again["results"].items():
        theirs = measured.get(name)
        theirs = theirs if isinstance(theirs, Mapping) else {}
        for key, value in found.items():
            if isinstance(value, float) and not _close(value, theirs.get(key), tolerance):
                yield f"{name}: {key} is {theirs.get(key)}, but the vectors give {value:.6f}"


def _close(value: float, other: Any, tolerance: float) -> bool:
    if math.isnan(value):
        return other is None or _is_nan(other)
    return _is_number(other) and abs(value - other) <= tolerance


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
