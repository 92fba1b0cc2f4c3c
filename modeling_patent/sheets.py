"""Rows of drawing sheets to rows of figures: sheets with several figures are cut up, in worker processes."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

from PIL import Image

from . import sheet_patent
from ._version import __version__
from .encoding import default_workers, open_picture
from .rows import CUT, require_columns, row_features, with_new_columns

if TYPE_CHECKING:
    import datasets

logger = logging.getLogger(__name__)

_FAULT = "_fault"


def split_sheets(
    rows: Any, remove_labels: bool = False, workers: int | None = None, progress: bool = True
) -> datasets.Dataset:
    """Return the rows with every sheet of several figures cut into one row a figure.

    The figures of sheet `x` are `x_1`, `x_2` in reading order, each with its label. They are held as the bytes of a
    PNG; the path beside them is the sheet's with the box that was cut, `sheet.TIF#xywh=left,top,width,height`. Their
    captions, viewpoints and texts are unknown, since those of a sheet do not say which figure they mean. A sheet with
    one figure keeps its picture and its id. Rows whose `figures_on_sheet` is 1 already are not cut.

    The result is cached by `datasets` beside the rows, if they lie on disk themselves, and is the same for any number
    of workers. A picture that cannot be read stays as it is, and the log names it.

    Args:
        rows: rows of the schema, a `datasets.Dataset` or a list of dicts.
        remove_labels: put paper where figure labels stood, on cut sheets and on whole ones.
        workers: worker processes; None takes one a core, 0 works in this process.
        progress: show a progress bar.

    Returns:
        Rows of the schema in the order of the sheets; `figures_on_sheet` is 1 but where the picture cannot be read.

    Raises:
        ValueError: columns of the schema are missing; the message names them.
    """
    import datasets

    features = row_features()
    if not hasattr(rows, "cast_column"):
        rows = datasets.Dataset.from_dict({name: [row.get(name) for row in rows] for name in features}, features)
    rows = with_new_columns(rows)
    require_columns(rows.column_names, list(features))
    if not len(rows):
        return rows.select_columns(list(features))
    undecoded = features | {"image": datasets.Image(decode=False), _FAULT: datasets.Value("string")}
    hidden = datasets.are_progress_bars_disabled()
    if not progress:
        datasets.disable_progress_bars()
    try:
        split = (
            rows.select_columns(list(features))
            .cast_column("image", undecoded["image"])
            .map(
                _split_batch,
                batched=True,
                batch_size=16,
                writer_batch_size=64,
                num_proc=(default_workers() if workers is None else workers) or None,
                features=datasets.Features(undecoded),
                # the version, since the cache knows a function by its name
                fn_kwargs={"without_labels": remove_labels, "version": __version__},
                desc="sheets",
            )
        )
    finally:
        if not progress and not hidden:
            datasets.enable_progress_bars()
    _log_faults(split)
    return split.remove_columns(_FAULT).cast_column("image", features["image"])


def _split_batch(batch: dict[str, list[Any]], without_labels: bool, version: str) -> dict[str, list[Any]]:
    """Split the sheets of a batch of columns."""
    made: dict[str, list[Any]] = {name: [] for name in (*batch, _FAULT)}
    for values in zip(*batch.values(), strict=True):
        row = dict(zip(batch, values, strict=True))
        for figure in _figures_of(row, without_labels):
            for name, column in made.items():
                column.append(figure.get(name))
    return made


def _figures_of(row: dict[str, Any], without_labels: bool) -> list[dict[str, Any]]:
    """Return the rows of a sheet's figures."""
    single = row["figures_on_sheet"] == 1
    if single and not without_labels:
        return [row]
    try:
        sheet = open_picture(row["image"])
    except ValueError as error:
        return [row | {_FAULT: str(error)}]
    whole = sheet_patent.remove_labels(sheet) if single else None
    cut = [(whole, (0, 0, *sheet.size))] if whole else sheet_patent.cut_sheet(sheet, without_labels)
    if len(cut) == 1:
        picture, box = cut[0]
        image = row["image"] if picture is sheet else _held(picture, row["image"], box)
        return [row | {"image": image, "figures_on_sheet": 1}]
    unknown: dict[str, Any] = {"caption": None, "viewpoint": None, "texts": [], "figures_on_sheet": 1}
    return [
        row | unknown | {"figure_id": f"{row['figure_id']}_{number}", "image": _held(picture, row["image"], box)}
        for number, (picture, box) in enumerate(cut, 1)
    ]


def _held(picture: Image.Image, source: dict[str, Any], box: tuple[int, int, int, int]) -> dict[str, Any]:
    """Return a picture as PNG bytes, and where it was cut from."""
    data = io.BytesIO()
    picture.save(data, "PNG")
    left, top, right, bottom = box
    where = f"{source['path']}{CUT}{left},{top},{right - left},{bottom - top}" if source.get("path") else None
    return {"path": where, "bytes": data.getvalue()}


def _log_faults(rows: datasets.Dataset) -> None:
    """Log which pictures cannot be read, and how many."""
    faulty = [number for number, fault in enumerate(rows[_FAULT]) if fault is not None]
    for row in rows.select(faulty).select_columns(["figure_id", _FAULT]):
        logger.warning("not split: %s: %s", row["figure_id"], row[_FAULT])
    if faulty:
        logger.warning("%d of %d pictures cannot be read and stay as they are", len(faulty), len(rows))
