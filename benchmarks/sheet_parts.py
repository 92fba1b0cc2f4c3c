"""How well figure labels are found and sheets are split: 388 sheets of 50 design patents against our annotation.

The annotation (`sheet_truth.json`) was made by looking at every sheet with the boxes found drawn in; its figures add up
to the number in every patent's record. The detector was tuned on half of the patents, the other half is "unseen".
The sheets are looked for in $PATENT_REAL_DATA or ../shared/data.
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image

import patent_data
from modeling_patent.rows import is_gazette_copy
from modeling_patent.sheet_patent import find_labels, split_sheet

REAL_DATA = Path(os.environ.get("PATENT_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
TRUTH = Path(__file__).with_name("sheet_truth.json")

Box = tuple[float, float, float, float]  # left, top, width, height as fractions of the picture


class Sheet(NamedTuple):
    """What was found on a sheet, and what is there."""

    name: str
    labels: list[Box]
    true_labels: list[Box]
    figures: list[Box]
    true_figures: int
    seconds: float  # for labels and figures together


def is_unseen(patent_id: str) -> bool:
    """Whether the detector was not tuned on this patent."""
    return int(hashlib.sha256(patent_id.encode()).hexdigest(), 16) % 2 == 1


def is_in(inner: Box, outer: Box) -> bool:
    """Whether the centre of one box lies in the other."""
    across, down = inner[0] + inner[2] / 2 - outer[0], inner[1] + inner[3] / 2 - outer[1]
    return 0 <= across <= outer[2] and 0 <= down <= outer[3]


def look(name: str, picture: Image.Image, truth: dict[str, object], labels: list[Box]) -> Sheet:
    """Find the parts of one picture; the true labels are given, since the picture may have been changed."""
    picture.load()
    started = time.perf_counter()
    found = [find_labels(picture), split_sheet(picture)]
    seconds = time.perf_counter() - started
    wide, high = picture.size
    boxes = [[(a / wide, b / high, (c - a) / wide, (d - b) / high) for a, b, c, d in one] for one in found]
    return Sheet(name, boxes[0], labels, boxes[1], int(str(truth["figures"])), seconds)


def erased(picture: Image.Image, labels: list[Box]) -> Image.Image:
    """Return the picture with its true labels painted over."""
    picture = picture.convert("1")
    for left, top, wide, high in labels:
        x, y = left * picture.width, top * picture.height
        picture.paste(
            1, (int(x) - 2, int(y) - 2, int(x + wide * picture.width) + 3, int(y + high * picture.height) + 3)
        )
    return picture


def turned(labels: list[Box]) -> list[Box]:
    """Return boxes after a quarter turn counterclockwise."""
    return [(y, 1 - x - w, h, w) for x, y, w, h in labels]


def report(title: str, sheets: list[Sheet], split: bool = True) -> None:
    """Print the measures of some sheets."""
    found, true = sum(len(s.labels) for s in sheets), sum(len(s.true_labels) for s in sheets)
    right = sum(any(is_in(box, other) for other in s.true_labels) for s in sheets for box in s.labels)
    hit = sum(any(is_in(box, other) for other in s.labels) for s in sheets for box in s.true_labels)
    line = f"{title}: {len(sheets)} sheets; "
    if true:
        line += f"labels {true}, precision {right}/{found} = {right / max(found, 1):.3f}, "
        line += f"recall {hit}/{true} = {hit / true:.3f}; "
    for kind, some in (("exact number of figures", sheets), ("of several", [s for s in sheets if s.true_figures > 1])):
        exact = sum(len(s.figures) == s.true_figures for s in some)
        line += f"{kind} {exact}/{len(some)} = {exact / max(len(some), 1):.3f}; " if split else ""
    print(line + f"median {1000 * statistics.median(s.seconds for s in sheets):.0f} ms", flush=True)


def own_labels(sheets: list[Sheet]) -> str:
    """Return on how many sheets with several figures every figure's box holds a label, and every label is held."""
    several = [s for s in sheets if s.true_figures > 1]
    good = sum(
        all(any(is_in(label, box) for label in s.true_labels) for box in s.figures)
        and all(any(is_in(label, box) for box in s.figures) for label in s.true_labels)
        and len(s.figures) == s.true_figures
        for s in several
    )
    return f"{good} of {len(several)}"


def main() -> None:
    """Measure and print."""
    folder = REAL_DATA / "impact_sample"
    if not folder.is_dir():
        sys.exit(f"no sheets at {folder}: set PATENT_REAL_DATA to the folder that holds impact_sample")
    truth = json.loads(TRUTH.read_text())
    rows = [row for row in patent_data.load_uspto(folder) if row["figure_id"] in truth]
    changes: dict[str, Callable[[Image.Image, list[Box]], tuple[Image.Image, list[Box]]]] = {
        "upright": lambda picture, labels: (picture, labels),
        "turned left": lambda picture, labels: (picture.transpose(Image.Transpose.ROTATE_90), turned(labels)),
        "150 dpi, gray": lambda picture, labels: (picture.convert("L").reduce(2), labels),
        "75 dpi, gray": lambda picture, labels: (picture.convert("L").reduce(4), labels),
        "labels painted over": lambda picture, labels: (erased(picture, labels), []),
    }
    for change, apply in changes.items():
        sheets = []
        for row in rows:
            known = truth[row["figure_id"]]
            picture, labels = apply(row["image"], [tuple(label) for label in known["labels"]])
            sheets.append(look(row["figure_id"], picture, known, labels))
        report(f"{change}, unseen", [s for s in sheets if is_unseen(s.name[:10])])
        report(f"{change}, all", sheets)
        if change == "upright":
            print(f"sheets of several figures, each of them with a label of its own: {own_labels(sheets)}")
            millis = [1000 * s.seconds for s in sheets]
            print(f"time: mean {statistics.mean(millis):.0f} ms, at most {max(millis):.0f} ms")
    gazette = [row for row in patent_data.load_uspto(folder) if is_gazette_copy(row["figure_id"])]
    sheets = [look(row["figure_id"], row["image"], {"figures": 1}, []) for row in gazette]
    wrong, split = sum(len(s.labels) for s in sheets), sum(len(s.figures) > 1 for s in sheets)
    print(f"Gazette copies: {len(sheets)} sheets, {wrong} labels found (none is there), {split} split")


if __name__ == "__main__":
    main()
