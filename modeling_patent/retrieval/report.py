"""Results as text: a table for the terminal, CSV, and a page of HTML that can be printed and sent."""

from __future__ import annotations

import base64
import csv
import html
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from .files import write_atomically
from .hit import Hit
from .sheet import on_paper, results_sheet, shown_figures

if TYPE_CHECKING:
    from .index import PatentIndex

SUFFIXES = (".html", ".csv", ".png")
"""Endings of the reports `write_report` can write."""

_STYLE = """
:root { color-scheme: light }
body { font: 15px/1.45 system-ui, sans-serif; color: #181818; background: #fff; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 0 1rem } h2 { font-size: 1.1rem; margin: 2rem 0 .75rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 }
dt { color: #606060 } dd { margin: 0; overflow-wrap: anywhere }
.query { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1rem }
img { display: block; max-width: 100%; height: auto; border: 1px solid #c8c8c8; background: #fff }
ol { list-style: none; padding: 0; margin: 0 }
li { display: grid; grid-template-columns: 15rem 1fr; gap: 1.25rem; padding: 1.25rem 0; border-top: 1px solid #c8c8c8;
  break-inside: avoid }
li h3 { margin: 0 0 .4rem; font-size: 1.05rem } .views { display: flex; gap: .5rem; margin-top: .75rem }
.views img { width: 6rem } img.found { border: 2px solid #b03a20 } .score { color: #b03a20; font-weight: normal }
.none { border: 1px solid #c8c8c8; color: #606060; padding: 1rem; overflow-wrap: anywhere }
@media (max-width: 34rem) { li { grid-template-columns: 1fr } }
@media print { body { margin: 0; max-width: none } }
"""


def results_table(hits: Sequence[Hit], width: int | None = None) -> str:
    """Return the hits as a table in plain text, a line each below a heading.

    Args:
        hits: results of a search.
        width: characters a line may have; titles are shortened to fit. None does not shorten.
    """
    cells = [("rank", "patent", "granted", "class", "score", "title")]
    for hit in hits:
        granted = hit.granted.isoformat() if hit.granted else "-"
        title = "".join(c if c.isprintable() else " " for c in hit.title)
        cells.append((str(hit.rank), hit.patent_id, granted, hit.locarno or "-", f"{hit.score:.4f}", title))
    widths = [max(len(line[i]) for line in cells) for i in range(5)]
    lines = []
    for rank, patent, granted, code, score, title in cells:
        start = (rank.rjust(widths[0]), patent.ljust(widths[1]), granted.ljust(widths[2]), code.ljust(widths[3]))
        line = "  ".join([*start, score.rjust(widths[4]), title]).rstrip()
        lines.append(line if width is None or len(line) <= width else line[: max(width - 3, 0)] + "...")
    return "\n".join(lines)


def write_report(
    path: str | os.PathLike[str],
    query_images: Sequence[Image.Image],
    hits: Sequence[Hit],
    index: PatentIndex | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Write a report of the kind its name ends with: .html, .csv or .png.

    Args:
        path: the file, replaced if it is there.
        query_images: the views asked with; may be empty.
        hits: results of a search.
        index: where the hits come from, for their pictures.
        facts: what was asked, name by value, such as {"granted before": "2021-01-01"}.

    Raises:
        ValueError: the name ends otherwise, or its folder is missing.
        OSError: the file cannot be written.
    """
    check_report_path(path)
    path = Path(path)
    if path.suffix.lower() == ".png":
        return results_sheet(query_images, hits, path, index, facts)
    is_table = path.suffix.lower() == ".csv"
    text = results_csv(hits) if is_table else results_html(query_images, hits, index, facts)
    write_atomically(path, lambda out: out.write(text.encode()))


def check_report_path(path: str | os.PathLike[str]) -> None:
    """Check, before a search, that a report can be written after it.

    Raises:
        ValueError: the name ends otherwise than a report's, it is a folder, or its folder is missing.
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"a report ends in {', '.join(SUFFIXES)}, not like {path.name!r}")
    if path.is_dir() or not path.parent.is_dir():
        reason = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise ValueError(f"cannot write the report {path}: {reason}")


def results_csv(hits: Sequence[Hit]) -> str:
    """Return the hits as CSV with a heading, a line each; a patent's figures are separated by blanks."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = ("rank", "patent_id", "figure_id", "score", "granted", "locarno", "title", "figures")
    writer.writerow(names)
    for hit in hits:
        known = hit.to_dict() | {"score": f"{hit.score:.6f}", "figures": " ".join(hit.figures)}
        writer.writerow(["" if known[name] is None else known[name] for name in names])
    return text.getvalue()


def results_html(
    query_images: Sequence[Image.Image],
    hits: Sequence[Hit],
    index: PatentIndex | None = None,
    facts: Mapping[str, str] | None = None,
) -> str:
    """Return the results as one HTML page that needs no other file: pictures lie within, all text is escaped.

    Args:
        query_images: the views asked with; may be empty.
        hits: results of a search.
        index: where the hits come from, for their pictures.
        facts: what was asked, name by value.
    """
    entries = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in (facts or {}).items())
    queries = "".join(_picture_tag(image, f"query view {i}", 260) for i, image in enumerate(query_images, start=1))
    found = "\n".join(_hit_html(hit, hits, index) for hit in hits) or "<li>No hits.</li>"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Design patent search</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Design patent search</h1>
<dl>{entries}</dl>
<div class="query">{queries}</div>
<h2>{len(hits)} {"hit" if len(hits) == 1 else "hits"}, the closest first</h2>
<ol>
{found}
</ol>
</body>
</html>
"""


def _hit_html(hit: Hit, hits: Sequence[Hit], index: PatentIndex | None) -> str:
    cover, small = shown_figures(hit, hits, index)
    views = ""
    for figure in small:
        picture = index.picture(figure) if index else None
        if picture is not None:
            views += _picture_tag(picture, figure, 192, "found" if figure == hit.figure_id else "")
    picture = index.picture(cover) if index else None
    missing = f'<div class="none">{html.escape(cover)}<br>The picture is not at hand.</div>'
    shown = missing if picture is None else _picture_tag(picture, cover, 480)
    known = {
        "granted": hit.granted.isoformat() if hit.granted else "unknown",
        "class": hit.locarno or "unknown",
        "found by": hit.figure_id,
        "figures": str(len(hit.figures)),
    }
    entries = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in known.items())
    heading = f"{hit.rank}. {html.escape(hit.patent_id)} {html.escape(hit.title)}"
    return (
        f'<li><div>{shown}</div><div><h3>{heading} <span class="score">{hit.score:.4f}</span></h3>'
        f'<dl>{entries}</dl><div class="views">{views}</div></div></li>'
    )


def _picture_tag(picture: Image.Image, name: str, side: int, kind: str = "") -> str:
    """Return a picture as an element that holds its pixels, PNG in 16 greys."""
    data = io.BytesIO()
    on_paper(picture, (side, side), side // 24).quantize(16).save(data, format="PNG", optimize=True)
    text = base64.b64encode(data.getvalue()).decode()
    label = html.escape(name, quote=True)
    size = f'width="{side}" height="{side}"'
    return f'<img class="{kind}" alt="{label}" title="{label}" {size} src="data:image/png;base64,{text}">'
