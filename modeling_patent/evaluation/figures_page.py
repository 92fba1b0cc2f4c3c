"""What the figures share: a page with fixed settings, drawings and words on it, and a file written whole."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..locarno import LocarnoCode

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

Line = str | tuple[float, tuple[float, ...]]

WIDTH = 8.4
"""Inches: at 200 dots an inch 1,680 pixels, shown at half of it in a README; two columns of a paper."""

INK, GREY, RULE = "#181818", "#5f5f5f", "#dddddd"
HEAD, TAIL = "#b03a20", "#346294"
RIGHT, WRONG = "#0b4f8a", "#c1272d"
MODELS = (("#0072b2", "o", "-"), ("#d55e00", "^", "--"), ("#009e73", "s", "-."), ("#6b6b6b", "x", ":"))
"""Colour, mark and line of each model: colours of Okabe and Ito, told apart without colour too."""

_DOTS_PER_INCH = 200
_STYLE: dict[str, Any] = {
    "font.size": 9, "axes.titlesize": 10, "axes.labelsize": 9, "xtick.labelsize": 8, "ytick.labelsize": 8,
    "legend.fontsize": 8, "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY,
    "axes.linewidth": 0.8, "xtick.color": GREY, "ytick.color": GREY, "text.color": INK, "axes.labelcolor": INK,
    "svg.hashsalt": "patent", "pdf.fonttype": 42,
}  # fmt: skip
# Without the date and the program's version in it, equal figures are equal files.
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


@contextlib.contextmanager
def page(path: str | os.PathLike[str], height: float, width: float = WIDTH) -> Iterator[Figure]:
    """Give an empty figure to draw on, and write it in the end; nothing is written if drawing fails.

    Settings of the user's own matplotlib do not count, and pyplot is not touched.

    Args:
        path: .png, .svg or .pdf; replaced if it is there, its folder made if it is not.
        height: inches.
        width: inches.

    Raises:
        ValueError: another kind of file.
        ImportError: matplotlib is not installed.
        OSError: the file cannot be written.
    """
    target = check_path(path)
    try:
        import matplotlib.style
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError("the figures need matplotlib: pip install 'modeling-patent[eval]'") from None
    with matplotlib.style.context([_STYLE], after_reset=True):
        figure = Figure(figsize=(width, height), dpi=_DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        yield figure
        save_figure(figure, target)


def check_path(path: str | os.PathLike[str]) -> Path:
    """Return the path, if a figure can be written under its name.

    Raises:
        ValueError: another kind of file.
    """
    target = Path(path)
    if target.suffix.lower() not in _METADATA:
        raise ValueError(f"cannot write {target}: a figure is a {', '.join(_METADATA)} file")
    return target


def check_models(values: Mapping[str, Any]) -> None:
    """Check that so many models can be told apart by colour, mark and line.

    Raises:
        ValueError: none, or too many.
    """
    if not 1 <= len(values) <= len(MODELS):
        raise ValueError(f"1 to {len(MODELS)} models can be told apart, not {len(values)}")


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure; a reader never sees half a file."""
    content, kind = io.BytesIO(), path.suffix.lower()
    figure.savefig(content, format=kind[1:], metadata=_METADATA[kind])
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(_packed(content.getvalue()) if kind == ".png" else content.getvalue())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def box(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return axes at a place in inches from the page's upper left corner."""
    wide, high = figure.get_size_inches()
    return figure.add_axes((left / wide, 1 - (top + height) / high, width / wide, height / high))


def words(figure: Figure, left: float, top: float, text: str, size: float = 9, **style: Any) -> Text:
    """Write a line at a place in inches from the page's upper left corner; a dollar sign is a dollar sign."""
    wide, high = figure.get_size_inches()
    style.setdefault("va", "top")
    return figure.text(left / wide, 1 - top / high, text, fontsize=size, parse_math=False, **style)


def draw_ink(axes: Axes, drawing: NDArray[np.uint8]) -> None:
    """Show a prepared drawing on white paper, its thin lines a little darker than reducing left them.

    Args:
        axes: where.
        drawing: uint8 [S, S], 255 = ink, as `PatentImageProcessor.prepare` gives it.

    Raises:
        ValueError: another shape or type.
    """
    drawing = np.asarray(drawing)
    if drawing.ndim != 2 or drawing.dtype != np.uint8:
        raise ValueError(f"a drawing must be uint8 [S, S], not {drawing.dtype} {list(drawing.shape)}")
    paper = 1 - drawing / 255
    axes.imshow(paper**2, cmap="gray", vmin=0, vmax=1)
    axes.set(xticks=[], yticks=[])


def footer(figure: Figure, *lines: str) -> None:
    """Write small lines at the foot of the page, each shortened to its width; none for an empty one."""
    wide, high = figure.get_size_inches()
    for number, line in enumerate(line for line in reversed(lines) if line):
        words(figure, 0.12, high - 0.23 - 0.17 * number, fitted(figure, line, 8, wide - 0.24), 8, color=GREY)


def frame(axes: Axes, colour: str = RULE, line: Line = "-", width: float = 0.8) -> None:
    """Draw all four sides of the axes."""
    for spine in axes.spines.values():
        spine.set(visible=True, edgecolor=colour, linewidth=width, linestyle=line)


def fitted(figure: Figure, text: str, size: float, width: float, weight: str = "normal") -> str:
    """Return the text in one line, shortened at its end to fit the width in inches."""
    text = " ".join(text.split())
    while len(text) > 4 and text_width(figure, text, size, weight) > width:
        text = f"{text[:-4].rstrip()}..."
    return text


def text_width(figure: Figure, text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a line of text is, in inches."""
    from matplotlib.font_manager import FontProperties

    canvas: Any = figure.canvas
    measured = canvas.get_renderer().get_text_width_height_descent(
        text, FontProperties(size=size, weight=weight), False
    )
    return float(measured[0]) / figure.dpi


def class_words(code: str | None) -> str:
    """Return a code with its own title, such as "06-01 Seats"; with its main class's where that alone says little.

    >>> class_words("06-01"), class_words("06-99"), class_words("99-99"), class_words(None)
    ('06-01 Seats', '06-99 Furnishing: Miscellaneous', '99-99', 'no class')
    >>> class_words("14-04")
    '14-04 Graphical user interfaces and icons'
    """
    if code is None:
        return "no class"
    try:
        title = LocarnoCode.parse(code).title.partition(" (ed.")[0]
    except ValueError:  # a label that is no Locarno code stands for itself
        return code
    own = title.rpartition(": ")[2] if not title.endswith(": Miscellaneous") else title
    return f"{code} {own}".strip()


def log_ticks(low: float, high: float) -> list[int]:
    """Return the whole numbers that a logarithmic axis shows: 1, 2, 5, 10, ..., or powers of ten where those are many.

    >>> log_ticks(0.7, 60), log_ticks(3, 20_000)
    ([1, 2, 5, 10, 20, 50], [10, 100, 1000, 10000])
    """
    ticks = [step * 10**power for power in range(12) for step in (1, 2, 5) if low <= step * 10**power <= high]
    return ticks if len(ticks) <= 7 else [tick for tick in ticks if str(tick)[0] == "1"]


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "class", "classes"), counted(2500, "figure")
    ('1 class', '2,500 figures')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _packed(png: bytes) -> bytes:
    """Return the picture with at most 256 colours: a fraction of the size, and the same to the eye."""
    from PIL import Image

    content = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    picture.save(content, "PNG", optimize=True, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return content.getvalue()
