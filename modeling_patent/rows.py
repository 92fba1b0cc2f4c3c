"""The one row schema: a figure, and what is known of it. Every reader yields it, every other part reads it.

A row is a plain dict; many rows are a `datasets.Dataset` with `row_features()`. Nothing here opens a picture.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .locarno import LocarnoCode

if TYPE_CHECKING:
    import datasets
    from numpy.typing import NDArray

COLUMNS = (
    "image",
    "figure_id",
    "patent_id",
    "granted",
    "locarno",
    "locarno_edition",
    "uspc",
    "title",
    "object_name",
    "viewpoint",
    "caption",
    "is_gazette_copy",
    "figures_on_sheet",
    "cites",
    "applicants",
    "related",
    "texts",
)
"""Names of the columns, in their order."""

NEWER = ("applicants", "related")
"""Columns that rows written by earlier versions lack."""

UPRIGHT = "#upright"
"""Stands behind the path of a sheet that was filed lying on its side. The row holds its bytes turned; the file's
picture needs a quarter turn clockwise.
"""

CUT = "#xywh="
"""Stands behind the path of a figure that was cut from a sheet, and before left, top, width and height of its box, in
pixels of the upright sheet. The row holds the figure's bytes.
"""

_PATENT = re.compile(r"(?:US\s*)?D[.\s]*0*(\d{1,7})(?:-\d{8})?(?:\s*S\d?)?", re.IGNORECASE)
_FIGURE = re.compile(r"(?P<patent>USD\d{7})-(?P<date>\d{8})-(?P<kind>[DP])(?P<sheet>\d{5})(?:_(?P<number>\d+))?")


def row_features() -> datasets.Features:
    """Return the schema as `datasets.Features`; pictures are decoded when they are looked at."""
    import datasets

    text = datasets.Value("string")
    kinds = {
        "image": datasets.Image(),
        "granted": datasets.Value("date32"),
        "locarno_edition": datasets.Value("int8"),
        "is_gazette_copy": datasets.Value("bool"),
        "figures_on_sheet": datasets.Value("int8"),
        "cites": datasets.List(text),
        "applicants": datasets.List(text),
        "related": datasets.List(text),
        "texts": datasets.List(text),
    }
    return datasets.Features({name: kinds.get(name, text) for name in COLUMNS})


def parse_patent_id(value: str) -> str:
    """Return the patent id "USD0836880" of any of its notations.

    >>> [parse_patent_id(x) for x in ("USD0836880-20190101", "D696677", "D. 271298", "US D836,880 S")]
    ['USD0836880', 'USD0696677', 'USD0271298', 'USD0836880']

    Raises:
        ValueError: `value` is not the number of a US design patent; the message names it.
    """
    match = _PATENT.fullmatch(str(value).replace(",", "").strip())
    if match is None:
        raise ValueError(f"not the number of a US design patent: {value!r} (expected for example 'USD0836880')")
    return f"USD{int(match[1]):07d}"


def parse_date(value: Any) -> datetime.date:
    """Return the date of "2019-01-01", "20190101", a date, a datetime, or a numpy datetime64.

    >>> parse_date("20190101")
    datetime.date(2019, 1, 1)

    Raises:
        ValueError: `value` is no date; the message names it.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = str(value).strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    try:
        return datetime.date.fromisoformat(text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", text) else text)
    except ValueError:
        raise ValueError(f"not a date: {value!r} (expected YYYY-MM-DD)") from None


def parse_figure_name(name: str) -> dict[str, str | None] | None:
    """Split a USPTO picture's file stem into patent, date, kind, sheet and number; None if it is not one.

    >>> parse_figure_name("USD0836880-20190101-D00001_1")["sheet"]
    '00001'
    """
    match = _FIGURE.fullmatch(name)
    return match.groupdict() if match else None


def is_gazette_copy(figure_id: str) -> bool:
    """Whether the figure is sheet D00000, the Official Gazette's copy of a view.

    >>> is_gazette_copy("USD0907292-20210105-D00000"), is_gazette_copy("cup")
    (True, False)
    """
    parts = parse_figure_name(figure_id)
    return parts is not None and parts["kind"] == "D" and parts["sheet"] == "00000"


def make_row(image: Any, figure_id: str, patent_id: str, granted: Any = None, **known: Any) -> dict[str, Any]:
    """Build one row of the schema from what is known; what is not given is None, empty or False.

    Args:
        image: a path, {"path": ..., "bytes": ...}, or a PIL image.
        figure_id: name of the figure, unique in its collection.
        patent_id: the patent, or for pictures that are no patents the name of the design.
        granted: grant date in any notation of `parse_date`, or None.
        **known: further columns by name.

    Raises:
        ValueError: an unknown column, or a code or date that is none; the message names it.
    """
    unknown = sorted(set(known) - set(COLUMNS))
    if unknown:
        raise ValueError(f"no column of the row schema: {', '.join(unknown)} (columns: {', '.join(COLUMNS)})")
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    row |= {"title": "", "is_gazette_copy": is_gazette_copy(figure_id)}
    row |= {"cites": [], "applicants": [], "related": [], "texts": []}
    row |= {"image": image, "figure_id": figure_id, "patent_id": patent_id} | known
    row["granted"] = None if granted is None else parse_date(granted)
    if row["locarno"] is not None:
        code = LocarnoCode.parse(row["locarno"], edition=row["locarno_edition"])
        row["locarno"], row["locarno_edition"] = str(code), code.edition
    return row


def with_new_columns(rows: datasets.Dataset) -> datasets.Dataset:
    """Return rows that an earlier version wrote with the columns that the schema has got since, empty lists in them."""
    import datasets

    missing = [name for name in NEWER if name not in rows.column_names]
    if not missing:
        return rows
    known = [name for name in COLUMNS if name in rows.column_names or name in missing]
    order = [*known, *(name for name in rows.column_names if name not in known)]
    features = row_features()
    if not len(rows):  # `datasets` adds no column to no row
        kinds = datasets.Features({name: rows.features.get(name, features.get(name)) for name in order})
        info = datasets.DatasetInfo(rows.info.description, features=kinds)
        return datasets.Dataset.from_dict({name: [] for name in order}, info=info, split=rows.split)
    for name in missing:
        rows = rows.add_column(name, [[]] * len(rows), feature=features[name])
    return rows.select_columns(order)


def require_columns(columns: Iterable[str], needed: Sequence[str], where: str = "the rows") -> None:
    """Check that the columns are there.

    Raises:
        ValueError: some are missing; the message names them.
    """
    missing = [name for name in needed if name not in set(columns)]
    if missing:
        raise ValueError(f"{where} lack the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}")


def integer_labels(values: Iterable[Any]) -> NDArray[np.int64]:
    """Number the distinct values in sorted order; None becomes -1, "unknown".

    >>> integer_labels(["b", None, "a", "b"])
    array([ 1, -1,  0,  1])
    """
    values = list(values)
    number = {value: i for i, value in enumerate(sorted({v for v in values if v is not None}))}
    return np.array([-1 if v is None else number[v] for v in values], dtype=np.int64)


def label_columns(patents: Sequence[str | None], codes: Sequence[str | None]) -> dict[str, NDArray[np.int64]]:
    """Return the three label columns [N] that losses and metrics take: patent_ids, subclasses, main_classes.

    A missing code is unknown (-1) at both class levels; a code without a subclass at the subclass only.

    >>> labels = label_columns(["p", "q", "q"], ["14-04", "14", None])
    >>> labels["subclasses"], labels["main_classes"]
    (array([ 0, -1, -1]), array([ 0,  0, -1]))

    Raises:
        ValueError: the columns differ in length, or a code is none; the message names it.
    """
    if len(patents) != len(codes):
        raise ValueError(f"{len(patents)} patents, but {len(codes)} codes")
    parsed = {text: LocarnoCode.parse(text) for text in set(codes) if text is not None}
    known = [None if text is None else parsed[text] for text in codes]
    return {
        "patent_ids": integer_labels(patents),
        "subclasses": integer_labels(None if code is None else code.subclass for code in known),
        "main_classes": integer_labels(None if code is None else code.main_class for code in known),
    }


def fit_head_codes(codes: Iterable[str | None], share: float = 0.4) -> list[str]:
    """Return the head of the long tail: of the subclasses with the most figures, the first share (arXiv 2404.19360).

    Args:
        codes: the Locarno code of every training figure; None and codes without a subclass are not counted.
        share: of the subclasses, 0 to 1; rounded to a whole number of them.

    >>> fit_head_codes(["06-01"] * 5 + ["26-05"] * 2 + ["14-04"] * 2 + ["02"] + ["09-01"] + [None], share=0.5)
    ['06-01', '14-04']

    Raises:
        ValueError: the share is none.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must be a share from 0 to 1, got {share}")
    counts = Counter(codes)
    subclass = {code: LocarnoCode.parse(code).subclass for code in counts if code is not None}
    figures = Counter[str]()
    for code, known in subclass.items():
        if known is not None:
            figures[known] += counts[code]
    ranked = sorted(figures, key=lambda code: (-figures[code], code))
    return sorted(ranked[: round(share * len(ranked))])


def categories(codes: Sequence[str | None], head_codes: Iterable[str]) -> NDArray[np.int64]:
    """Return whether each code is head (0) or tail (1), integers [N]; -1 where the subclass is not known."""
    head = {LocarnoCode.parse(code).subclass for code in head_codes}
    subclass = {code: LocarnoCode.parse(code).subclass for code in set(codes) if code is not None}
    found = {code: -1 if known is None else int(known not in head) for code, known in subclass.items()}
    return np.array([-1 if code is None else found[code] for code in codes], dtype=np.int64)


def dates_to_days(dates: Iterable[Any]) -> NDArray[np.int64]:
    """Return dates as days since 1970-01-01 [N]; None becomes the smallest integer, "unknown" (`UNKNOWN_DAY`)."""
    epoch = datetime.date(1970, 1, 1)
    return np.array([UNKNOWN_DAY if d is None else (parse_date(d) - epoch).days for d in dates], dtype=np.int64)


UNKNOWN_DAY = int(np.iinfo(np.int64).min)
"""The day of a row without a grant date: it is neither before nor after any day."""


def column(rows: Any, name: str) -> list[Any]:
    """Return one column of a `datasets.Dataset` or of a list of dicts, None where a dict lacks it.

    A column that the schema has got since the rows were written is empty lists.
    """
    if isinstance(rows, Sequence) and (not rows or isinstance(rows[0], Mapping)):
        return [row.get(name) for row in rows]
    if name in NEWER and name not in rows.column_names:
        return [[] for _ in range(len(rows))]
    return list(rows[name][:])
