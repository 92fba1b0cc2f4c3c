"""The files of a DeepPatent2 release, and its known defects."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

SHEET = (2320, 3408)
LOST_PICTURE = 0.03
LOST_KEY = 0.04
UNMATCHED = 0.03
UNMATCHED_FROM = 9991


@dataclass(frozen=True)
class Figure:
    """One figure of a patent, as the release describes it.

    Attributes:
        patent_id: Such as "USD9000001".
        granted: Grant date.
        number: The figure's number, from 1.
        caption: Its line in the description of the drawings.
        name: The object's name.
        viewpoint: The view in words.
        title: The patent's title.
        locarno: Subclass, such as "06-01".
        size: Width and height of the picture in pixels.
    """

    patent_id: str
    granted: date
    number: int
    caption: str
    name: str
    viewpoint: str
    title: str
    locarno: str
    size: tuple[int, int]

    def record(self, rng: np.random.Generator) -> dict[str, Any]:
        """The figure's JSON record; its boxes lie on a sheet of 300 dpi.

        Args:
            rng: Chance for the place on the sheet.
        """
        release = f"{self.patent_id}-{self.granted:%Y%m%d}"
        sheet = f"{release}-D{self.number:05d}"
        width, height = SHEET
        share = float(rng.uniform(0.5, 0.9)) * min(width / self.size[0], height * 0.9 / self.size[1])
        wide, tall = max(1, round(self.size[0] * share)), max(1, round(self.size[1] * share))
        left, top = int(rng.integers(0, width - wide)), int(rng.integers(0, round(height * 0.95) - tall))
        middle, below = (left + wide / 2) / width, (top + tall) / height
        label_width, label_height = float(rng.uniform(0.06, 0.12)), float(rng.uniform(0.014, 0.026))
        return {
            "patentID": release,
            "patentdate": self.granted.isoformat(),
            "figid": self.number,
            "caption": self.caption,
            "object": self.name,
            "aspect": self.viewpoint,
            "figure_file": f"{sheet}.png",
            "subfigure_file": f"{sheet}_{self.number}.png",
            "object_title": self.title,
            "classification_locarno": self.locarno.replace("-", ""),
            "classification_national": national_class(self.patent_id, self.locarno),
            "x_figure": left,
            "y_figure": top,
            "w_figure": wide,
            "h_figure": tall,
            "W_label": round(label_width, 5),
            "H_label": round(label_height, 5),
            "L_label": round(max(0.0, middle - label_width / 2), 5),
            "T_label": round(min(1 - label_height, below + 0.01), 5),
        }


def national_class(patent_id: str, locarno: str) -> str:
    """A US design class as the release writes it: "D", two places for the class, the subclass at once behind.

    >>> national_class("USD9000001", "06-01")[:3]
    'D 6'
    """
    digest = int.from_bytes(hashlib.sha256(f"{locarno} {int(patent_id[3:]) % 7}".encode()).digest()[:4])
    return f"D{int(locarno[:2]):2d}{100 + digest % 600}"


def write_release(folder: Path, figures: Sequence[dict[str, Any]]) -> None:
    """Write one `design{YYYY}.json` a year, numbered in order."""
    years: dict[str, list[dict[str, Any]]] = {}
    for figure in figures:
        year = years.setdefault(figure["patentdate"][:4], [])
        year.append({"id": len(year) + 1, **figure})
    for name, records in years.items():
        lines = ",\n".join(json.dumps(record) for record in records)
        (folder / f"design{name}.json").write_text(f"[\n{lines}\n]\n", "utf-8")


def add_defects(pictures: Path, figures: list[dict[str, Any]], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Spoil a patent's records and pictures as the real release is spoiled.

    Pictures are missing, keys are absent, Locarno codes are numbers that lost their leading zero, and segments
    that matched no label are numbered from 9991.

    Args:
        pictures: The folder of the pictures.
        figures: The patent's records.
        rng: Chance of the patent.

    Returns:
        The records as they are to be written.
    """
    spoiled = []
    number_code = rng.random() < 0.1
    unclassed = rng.random() < LOST_KEY
    unmatched = UNMATCHED_FROM
    for figure in figures:
        record = dict(figure)
        if number_code:
            record["classification_locarno"] = int(record["classification_locarno"])
        if unclassed:
            del record["classification_locarno"]
        for key in ("aspect", "object", "classification_national"):
            if rng.random() < LOST_KEY:
                del record[key]
        spoiled.append(record)
        path = pictures / record["subfigure_file"]
        if rng.random() < UNMATCHED:
            name = path.name.rsplit("_", 1)[0] + f"_{unmatched}.png"
            (pictures / name).write_bytes(path.read_bytes())
            extra = {key: value for key, value in record.items() if key not in ("caption", "aspect", "object")}
            spoiled.append(extra | {"figid": unmatched, "subfigure_file": name})
            unmatched += 1
        if rng.random() < LOST_PICTURE:
            path.unlink(missing_ok=True)
    return spoiled


def spoil_files(folder: Path, figures: Sequence[dict[str, Any]], seed: int) -> None:
    """Cut one picture of a corpus short and empty another, where it has that many."""
    rng = np.random.default_rng([seed, 1, 991])
    found = {path.name: path for path in (folder / "Segmented").rglob("*.png")}
    names = [name for name in sorted({figure["subfigure_file"] for figure in figures}) if name in found]
    for place, path in enumerate(found[names[int(k)]] for k in rng.permutation(len(names))[:2]):
        data = path.read_bytes()
        path.write_bytes(data[:60] if place == 0 else b"")


def is_finished(target: Path, request: dict[str, Any]) -> bool:
    """Whether the folder holds this corpus already; ValueError where it holds anything else."""
    if not target.exists():
        return False
    if not target.is_dir():
        raise ValueError(f"{target} is a file, not a folder to draw into")
    found = target / "corpus.json"
    if not found.is_file():
        if any(target.iterdir()):
            raise ValueError(f"{target} is not empty and holds no drawn corpus; choose another folder")
        return False
    held = json.loads(found.read_text("utf-8")).get("arguments", {})
    if held == request:
        return True
    other = ", ".join(
        f"{key} is {held.get(key)}, not {request[key]}" for key in request if held.get(key) != request[key]
    )
    raise ValueError(f"{target} holds a corpus drawn otherwise ({other[:300]}); choose another folder or delete it")


def open_partial(target: Path, request: dict[str, Any]) -> Path:
    """The folder of the unfinished corpus beside the target, kept where it was begun with the same arguments."""
    partial = target.with_name(f".{target.name}.partial")
    begun = partial / "request.json"
    if partial.exists() and any(partial.iterdir()):
        if not begun.is_file():
            raise ValueError(f"{partial} is in the way and is no unfinished corpus; delete it or choose another folder")
        if json.loads(begun.read_text("utf-8")) != request:
            shutil.rmtree(partial)
    partial.mkdir(parents=True, exist_ok=True)
    unfinished = begun.with_suffix(".new")
    unfinished.write_text(json.dumps(request), "utf-8")
    unfinished.replace(begun)
    (partial / "records").mkdir(exist_ok=True)
    (partial / "Segmented").mkdir(exist_ok=True)
    return partial
