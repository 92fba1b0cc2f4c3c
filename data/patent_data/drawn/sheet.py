"""A contact sheet of a corpus: its patents' figures in rows, to be looked at."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

CELL = 180
CAPTION = 22


def contact_sheet(
    source: str | os.PathLike[str] | Iterable[Mapping[str, Any]],
    path: str | os.PathLike[str],
    patents: int = 40,
    *,
    columns: int = 2,
) -> Path:
    """Draw a picture with the figures of some patents, each patent's title and code beneath.

    Args:
        source: A drawn corpus, or rows with "image", "patent_id", "title" and "locarno".
        path: The PNG to write.
        patents: How many patents, spread evenly over the source.
        columns: Patents side by side.

    Returns:
        The path.

    Raises:
        ValueError: The source holds no figure.
    """
    rows = _rows_of(Path(source)) if isinstance(source, str | os.PathLike) else list(source)
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row["patent_id"]), []).append(row)
    if not groups:
        raise ValueError("there is no figure to show")
    names = list(groups)
    count = min(patents, len(names))
    chosen = [names[place * len(names) // count] for place in range(count)]
    views = max(len(groups[name]) for name in chosen)
    lines = -(-count // columns)
    sheet = Image.new("L", (columns * (views * CELL + 20), lines * (CELL + CAPTION)), 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)
    for place, name in enumerate(chosen):
        left, top = place % columns * (views * CELL + 20), place // columns * (CELL + CAPTION)
        for number, row in enumerate(groups[name]):
            _paste(sheet, row["image"], left + number * CELL, top)
        first = groups[name][0]
        pen.text((left + 4, top + CELL + 2), f"{name}  {first['title']}  ({first['locarno']})", fill=90, font=font)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(target)
    return target


def _paste(sheet: Image.Image, image: Image.Image | Path, left: int, top: int) -> None:
    """Put one figure in its cell, reduced by area; a picture that cannot be read leaves the cell empty."""
    try:
        figure = (image if isinstance(image, Image.Image) else Image.open(image)).convert("L")
    except (OSError, UnidentifiedImageError):
        return
    share = min(1.0, (CELL - 8) / max(figure.size))
    size = (max(1, round(figure.width * share)), max(1, round(figure.height * share)))
    figure = figure.resize(size, Image.Resampling.BOX)
    sheet.paste(figure, (left + (CELL - figure.width) // 2, top + (CELL - figure.height) // 2))


def _rows_of(folder: Path) -> list[dict[str, Any]]:
    """The figures of a release that have a picture."""
    pictures = {path.name: path for path in (folder / "Segmented").rglob("*.png")}
    rows = []
    for year in sorted(folder.glob("design*.json")):
        for record in json.loads(year.read_text("utf-8")):
            if record["subfigure_file"] in pictures:
                rows.append(
                    {
                        "image": pictures[record["subfigure_file"]],
                        "patent_id": record["patentID"].split("-")[0],
                        "title": record["object_title"],
                        "locarno": record.get("classification_locarno"),
                    }
                )
    return rows
