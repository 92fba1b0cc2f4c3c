"""Parts that sewn articles share: seams, zips, buttons, buckles, straps, soft bodies, soles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from patent_data.drawn.curves import offset, rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import disc, draw, flat, front, lay, line, slab, wire
from patent_data.drawn.families.family import Array, Point, Rng, between, maybe, pick
from patent_data.drawn.solids import Part, Stroke, StrokeKind, extrude, loft, revolve

BACK: Point = (0.0, 1.0, 0.0)
FORTH: Point = (0.0, -1.0, 0.0)


def ring_path(level: ArrayLike, n: int = 36) -> Array:
    """A closed level ring; a level is (x, y, z, half width, half depth, power)."""
    x, y, z, rx, ry, power = np.asarray(level, dtype=np.float64)
    t = np.arange(n) * 2 * np.pi / n
    c, s = np.cos(t), np.sin(t)
    return np.column_stack(
        [x + rx * np.sign(c) * np.abs(c) ** (2 / power), y + ry * np.sign(s) * np.abs(s) ** (2 / power), 0 * t + z]
    )


def soft_body(levels: ArrayLike, steps: int = 24, n: int = 36, caps: bool = True, open_top: float = 0.0) -> Part:
    """A smooth upright body through levels as in `ring_path`; `open_top` sinks a mouth into it."""
    smooth = spline(levels, n=steps)
    smooth[:, 3:5] = np.maximum(smooth[:, 3:5], 1e-3)
    smooth[:, 5] = np.maximum(smooth[:, 5], 1.2)
    rings = [ring_path(level, n) for level in smooth]
    if open_top > 0:
        rim = smooth[-1].copy()
        for sink, less in ((0.02, 0.03), (1.0, 0.06)):
            inner = rim.copy()
            inner[2] -= sink * open_top
            inner[3:5] = np.maximum(inner[3:5] - less * inner[3], 0.2 * inner[3:5])
            rings.append(ring_path(inner, n))
    return loft(np.stack(rings), caps)


def cross_section(body: Part, z: float, gap: float = 0.0, arc: tuple[float, float] = (0.0, 360.0)) -> Array:
    """The girth of an upright soft body at a height, as a path on its surface seen from above (degrees from +x)."""
    points = body.vertices[np.abs(body.vertices[:, 2] - z).argsort()[:72]]
    cx, cy = points[:, 0].mean(), points[:, 1].mean()
    rx, ry = np.abs(points[:, 0] - cx).max() + gap, np.abs(points[:, 1] - cy).max() + gap
    t = np.radians(np.linspace(*arc, 49))
    return np.column_stack([cx + rx * np.cos(t), cy + ry * np.sin(t), 0 * t + z])


def both_sides(part: Part, path: ArrayLike, kind: StrokeKind = "line", n: int = 40) -> list[Stroke]:
    """A line laid on the front and on the back of a part."""
    points = np.asarray(path, dtype=np.float64)
    near, far = points.copy(), points.copy()
    near[:, 1], far[:, 1] = -50.0, 50.0
    return lay(part, near, BACK, kind, n) + lay(part, far, FORTH, kind, n)


def on_face(part: Part, path: ArrayLike, kind: StrokeKind = "line", n: int = 40) -> list[Stroke]:
    """A line, given by its (x, z), laid on the front of a part."""
    p = np.asarray(path, dtype=np.float64)
    return lay(part, np.column_stack([p[:, 0], np.full(len(p), -50.0), p[:, -1]]), BACK, kind, n)


def zip_line(part: Part, path: ArrayLike) -> list[Stroke]:
    """A zip on the front of a part: two lines and a row of teeth between them."""
    p = np.asarray(path, dtype=np.float64)
    along = np.diff(p, axis=0, append=2 * p[-1:] - p[-2:-1])
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    size = 0.008 * float(np.ptp(part.vertices, axis=0).max())
    across = np.column_stack([-along[:, 1], along[:, 0]]) * size
    return on_face(part, p + across) + on_face(part, p - across) + on_face(part, p, "stitch")


def pull_tab(size: float, at: Point) -> list[Part]:
    """The slider and tab of a zip on a front face."""
    x, y, z = at
    return [
        slab(0.5 * size, 0.3 * size, 0.5 * size, 0.1 * size, at=(x, y, z)),
        slab(0.34 * size, 0.1 * size, 1.2 * size, 0.15 * size, at=(x, y - 0.16 * size, z - 1.1 * size)),
    ]


def button(radius: float, at: Point, holes: int = 4) -> Part:
    """A sewn button on a front face."""
    x, y, z = at
    body = disc(radius, 0.3 * radius, at, 0.08 * radius, 20)
    q = 0.25 * radius
    spots = [(-q, -q), (q, q), (-q, q), (q, -q)][:holes]
    eye = np.array([[np.cos(a), np.sin(a)] for a in np.arange(6) * np.pi / 3]) * 0.12 * radius
    return draw(body, [front(eye, x + u, y - 0.31 * radius, z + v, "light") for u, v in spots])


def strap(path: ArrayLike, width: float, thick: float, side: Point = (0.0, 1.0, 0.0), n: int = 28) -> Part:
    """A flat band along a path, `width` wide in the direction `side`, with a stitch line along both edges."""
    given = np.asarray(path, dtype=np.float64)
    p = spline(given, n=n) if len(given) > 2 else np.linspace(given[0], given[-1], 4)
    return limb(p, [width / 2], [thick / 2], power=5.0, side=side, n=20).with_(surface="textile")


def strap_stitches(path: ArrayLike, width: float, lift: Point, side: Point, n: int = 28) -> list[Stroke]:
    """Stitches along both edges of a flat band, lifted off its middle by a vector."""
    p = spline(path, n=n)
    s, up = np.asarray(side) * 0.36 * width, np.asarray(lift)
    return [Stroke(p + s + up, "stitch"), Stroke(p - s + up, "stitch")]


def buckle(w: float, h: float, thick: float, at: Point, bar: bool = True) -> list[Part]:
    """A frame buckle on a front face, with its tongue."""
    x, y, z = at
    outline = rounded_rectangle(w, h, 0.2 * min(w, h))
    parts = [extrude(outline, thick, holes=[offset(outline, -0.15 * min(w, h))], bevel=0.2 * thick, at=at)]
    if bar:
        parts.append(wire([[x - 0.42 * w, y - 0.1 * thick, z], [x + 0.5 * w, y - 0.8 * thick, z]], 0.06 * h))
    return parts


def d_ring(radius: float, thick: float, at: Point, turn: float = 0.0) -> Part:
    """A small metal ring that hangs in a front plane."""
    t = np.linspace(0, 2 * np.pi, 21)[:-1]
    path = np.column_stack([radius * np.cos(t), 0 * t, radius * 0.8 * np.sin(t)])
    return wire(path, thick, 6, closed=True).rotated("z", turn).moved(*at)


def foot_outline(length: float, width: float, toe: float, waist: float, n: int = 48) -> Array:
    """The outline of a left sole, toe towards -y, heel at +y; `toe` points or squares it, `waist` draws it in."""
    half = length / 2
    right = np.array(
        [
            [0.0, half],
            [0.3 * width, half * 0.93],
            [0.38 * width, half * 0.62],
            [(0.36 - waist) * width, half * 0.1],
            [0.46 * width, -half * 0.42],
            [0.34 * width * (1 - 0.5 * toe), -half * 0.84],
            [0.06 * width, -half],
        ]
    )
    left = np.array(
        [
            [-0.14 * width * (1 - toe), -half * 0.99],
            [-0.42 * width * (1 - 0.55 * toe), -half * 0.74],
            [-0.5 * width, -half * 0.36],
            [(-0.4 + waist * 0.4) * width, half * 0.15],
            [-0.38 * width, half * 0.62],
            [-0.3 * width, half * 0.93],
        ]
    )
    return spline(np.vstack([left[::-1], right[::-1]]), closed=True, n=n)


def level_stroke(outline: Array, z: float, kind: str = "line") -> Stroke:
    """A closed line in a level plane."""
    return flat(outline, 0.0, 0.0, z, "stitch" if kind == "stitch" else "line")


def drawstring(rng: Rng, x: float, y: float, z: float, length: float, radius: float) -> list[Part]:
    """Two cords that hang down in front."""
    parts = []
    for s in (-1, 1):
        drop = length * between(rng, 0.85, 1.1)
        path = spline(
            [[s * x, y, z], [s * x * 1.15, y - 2 * radius, z - 0.5 * drop], [s * x * 1.05, y - radius, z - drop]], n=12
        )
        parts.append(wire(path, radius, 8))
        if maybe(rng, 0.7):
            parts.append(
                revolve(
                    [(1.6 * radius, 0), (1.6 * radius, 5 * radius)],
                    (s * x * 1.05, y - radius, z - drop - 4 * radius),
                    segments=10,
                )
            )
    return parts


def hem(part: Part, z: float, kind: StrokeKind = "stitch") -> list[Stroke]:
    """A stitch line round the front and back of an upright body."""
    half = float(np.abs(part.vertices[:, 0]).max())
    return both_sides(part, [[-half, 0.0, z], [half, 0.0, z]], kind, 60)


def patch(x: float, z: float, w: float, h: float, kind: str = "square") -> Array:
    """The outline (x, z) of a patch pocket about its centre, closed."""
    shape = {
        "square": [[-1, 1], [-1, -1], [1, -1], [1, 1], [-1, 1]],
        "point": [[-1, 1], [-1, -0.7], [0, -1], [1, -0.7], [1, 1], [-1, 1]],
        "cut": [[-1, 1], [-1, -0.75], [-0.75, -1], [0.75, -1], [1, -0.75], [1, 1], [-1, 1]],
    }[kind]
    return np.array(shape, dtype=np.float64) * [w / 2, h / 2] + [x, z]


def pocket_kind(rng: Rng) -> str:
    """A shape for `patch`."""
    return pick(rng, "square", "point", "cut")


def teeth(x: float, y: float, low: float, high: float, number: int, size: float) -> list[Stroke]:
    """Short level lines one above another on a front face."""
    return [line((x - size, y, z), (x + size, y, z), kind="light") for z in np.linspace(low, high, number)]
