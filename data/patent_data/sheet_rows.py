"""The row of one drawing sheet of a USPTO grant."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from modeling_patent.rows import UPRIGHT, make_row

from .archives import Folder
from .grants import Grant, Sheet, viewpoint_of
from .pictures import picture_fault, turned_upright
from .tally import Tally


def sheet_row(
    grant: Grant, granted: datetime.date | None, sheet: Sheet, folder: Folder, tally: Tally, upright: bool = True
) -> dict[str, Any] | None:
    """Return the row of a sheet; None, counted, where its picture is missing or broken.

    Args:
        grant: what the record says.
        granted: the grant date.
        sheet: one of the record's sheets.
        folder: where the pictures lie.
        tally: counts what is left out.
        upright: turn a landscape sheet upright by its orientation tag; the row then holds the file's bytes.
    """
    name = folder.pictures.get(sheet.stem)
    if name is None:
        tally.left_out["picture is missing"] += 1
        return None
    path = f"{folder.where}/{name}"
    try:
        turn = upright and sheet.landscape
        data = None if folder.on_disk and not turn else folder.read(name)
        fault = picture_fault(path if data is None else data)
    except ValueError as error:
        fault = str(error)
    if fault is not None:
        tally.left_out[fault] += 1
        return None
    image: Any = path
    if data is not None:
        if turn:
            try:
                data = turned_upright(data)
            except ValueError:
                tally.noted["landscape sheet that is no TIFF, not turned"] += 1
        # `datasets` drops the bytes beside a path that leads to a file
        image = {"path": f"{path}{UPRIGHT}" if folder.on_disk else path, "bytes": data}
    caption = grant.caption_of(sheet.stem)
    known: dict[str, Any] = {"locarno": grant.locarno, "uspc": grant.uspc, "title": grant.title, "cites": grant.cites}
    known |= {"applicants": grant.applicants, "related": grant.related}
    known |= {"object_name": grant.title or None, "caption": caption, "viewpoint": viewpoint_of(caption)}
    known |= {"figures_on_sheet": grant.figures_on(sheet.stem)}
    return make_row(image, Path(name).stem, grant.patent_id, granted, **known)
