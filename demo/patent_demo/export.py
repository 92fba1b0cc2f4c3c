"""What a visitor takes home: CSV, JSON, and a report that can be printed and asked again."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from modeling_patent._version import __version__
from modeling_patent.retrieval import Hit
from modeling_patent.retrieval.report import results_csv, results_html

from .cards import limits_in_words
from .engine import Collection, describe
from .question import Question
from .records import shown_number

KINDS = {"report": ("html", "text/html"), "csv": ("csv", "text/csv"), "json": ("json", "application/json")}
"""What can be taken home: ending and media type."""

_MOST_NOTE = 4000  # characters


def export(
    kind: str, collection: Collection, question: Question, hits: Sequence[Hit], notes: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a file to take home: its name, its media type, its text.

    Args:
        kind: "report", "csv" or "json".
        collection: where the hits come from.
        question: what was asked.
        hits: what was found.
        notes: the visitor's notes by patent id.

    Raises:
        ValueError: there is nothing to export, or the kind is none.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of export: {kind[:20]!r}")
    if not hits:
        raise ValueError("there is nothing to export: search first")
    notes = {hit.patent_id: notes[hit.patent_id] for hit in hits if notes and notes.get(hit.patent_id)}
    ending, media = KINDS[kind]
    if kind == "csv":
        text = _with_notes(results_csv(hits), notes)
    elif kind == "json":
        found = [hit.to_dict() | {"note": notes.get(hit.patent_id, "")} for hit in hits]
        text = json.dumps({"asked": facts(collection, question), "hits": found}, indent=2)
    else:
        said = facts(collection, question) | {f"note on {shown_number(id_)}": note for id_, note in notes.items()}
        text = results_html(question.pictures, hits, collection.index, said)
    stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M")
    return {"name": f"design-search-{stamp}.{ending}", "type": media, "text": text}


def facts(collection: Collection, question: Question) -> dict[str, str]:
    """Return what was asked, name by value; enough to ask it again."""
    said = {
        "drawings": "; ".join(f"{d.name} (sha256 {fingerprint(d.picture)})" for d in question.drawings),
        "regions": "; ".join(f"{d.name}: {_region(d.region)}" for d in question.drawings if d.region is not None),
        "weights": ", ".join(f"{d.weight:g}" for d in question.drawings)
        if len({d.weight for d in question.drawings}) > 1
        else "",
        "words": question.text,
        "like": shown_number(question.like) if question.like else "",
        "limits": "; ".join(limits_in_words(question)) or "none",
        "collection": f"{collection.place} ({describe(collection.index)})",
        "model": collection.model_name,
        "score": "cosine; a patent counts by its best figure, several drawings by their mean",
        "made with": f"modeling_patent {__version__}, {datetime.date.today().isoformat()}",
        "ask again": command_line(collection, question),
    }
    return {name: value for name, value in said.items() if value}


def command_line(collection: Collection, question: Question) -> str:
    """Return the command that finds the same hits; empty where the command cannot ask it (painted regions)."""
    drawings, limits = question.drawings, question.limits
    if any(d.region is not None and not isinstance(d.region, tuple) for d in drawings):
        return ""
    names = [f"./{d.name}" if d.name.startswith("-") else d.name for d in drawings]
    words = ["patent", "search", *names, "--index", collection.place]
    if collection.model_name != (collection.index.model_name or ""):
        words += ["--model", collection.model_name]
    if question.like:
        words += ["--like", question.like]
    if question.text:
        words += ["--words", question.text]
    if any(d.region is not None for d in drawings):
        for drawing in drawings:
            words += ["--region", ",".join(f"{edge:.6g}" for edge in drawing.region or (0, 0, 1, 1))]
    if _differ(drawing.weight for drawing in drawings):
        words += ["--weights", *(f"{drawing.weight:g}" for drawing in drawings)]
    for name, option in (("before", "--before"), ("after", "--after"), ("title", "--title"), ("edition", "--edition")):
        if name in limits:
            words += [option, str(limits[name])]
    for name, option in (
        ("locarno", "--locarno"), ("exclude_patents", "--exclude"), ("exclude_applicants", "--exclude-applicant"),
        ("exclude_family_of", "--exclude-family"),
    ):  # fmt: skip
        # The command refuses patents to leave out that are not in the index; to the page they change nothing.
        is_patents = option in ("--exclude", "--exclude-family")
        given = [value for value in limits.get(name, ()) if not is_patents or collection.index.holds(value)]
        words += [option, *given] if given else []
    return shlex.join([*words, "-k", str(question.k)])


def fingerprint(picture: Any) -> str:
    """Return the first digits of a picture's SHA-256, over size, mode and pixels."""
    return hashlib.sha256(repr((picture.mode, picture.size)).encode() + picture.tobytes()).hexdigest()[:16]


def read_notes(text: str) -> list[dict[str, Any]]:
    """Read the page's shortlist: JSON, a list of hits with notes.

    Raises:
        ValueError: it is malformed.
    """
    try:
        entries = json.loads(text or "[]")
        assert isinstance(entries, list)
        assert all(isinstance(entry, dict) for entry in entries)
    except (ValueError, AssertionError, RecursionError):
        raise ValueError("the shortlist did not arrive whole; reload the page") from None
    if len(entries) > 500:
        raise ValueError(f"{len(entries)} patents on the shortlist; at most 500 can be exported")
    for entry in entries:
        entry["note"] = str(entry.get("note") or "")[:_MOST_NOTE]
    return entries


def _with_notes(table: str, notes: Mapping[str, str]) -> str:
    rows = list(csv.reader(io.StringIO(table)))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*rows[0], "note"])
    patent = rows[0].index("patent_id")
    writer.writerows([*row, notes.get(row[patent], "")] for row in rows[1:])
    return out.getvalue()


def _differ(values: Any) -> bool:
    return len(set(values)) > 1


def _region(region: Any) -> str:
    if isinstance(region, tuple):
        return "box from ({:.0%}, {:.0%}) to ({:.0%}, {:.0%})".format(*region)
    return f"painted (sha256 {fingerprint(region)})"
