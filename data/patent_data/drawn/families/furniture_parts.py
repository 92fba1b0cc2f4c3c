"""Parts that pieces of furniture share: legs, bases, casters, pulls, drawer fronts and doors."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rectangle, rounded_rectangle
from patent_data.drawn.families.family import Array, Point, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import ORIGIN, bolt, rod, slanted, smooth
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, revolve, stroke, tube

LEG_KINDS = ("square", "taper", "round", "cone", "turned", "hairpin", "cabriole", "plank")
Corner = tuple[float, float]


def turned_profile(rng: Rng, h: float, r: float) -> list[tuple[float, float]]:
    """A turned leg, from foot to top: beads, hollows and a swelling shaft."""
    slim = between(rng, 0.45, 0.7)
    profile = smooth([(slim * r, 0.0), (0.8 * r, 0.04 * h), (slim * r, 0.1 * h)], 8)
    profile += smooth([(slim * r, 0.12 * h), (between(rng, 0.7, 1.0) * r, 0.4 * h), (slim * r, 0.66 * h)], 10)
    for k in range(whole(rng, 1, 3)):
        z = (0.68 + 0.05 * k) * h
        profile += [(r * x, z + y * h) for x, y in ((0.6, 0.0), (1.0, 0.008), (1.0, 0.028), (0.6, 0.036))]
    return [*profile, (0.6 * r, 0.84 * h), (r, 0.87 * h), (r, h)]


def leg(rng: Rng, kind: str, corner: Corner, h: float, r: float, splay: float = 0.0) -> list[Part]:
    """One leg under a corner; it leans outwards by `splay` at the foot."""
    x, y = corner
    sx, sy = float(np.sign(x)), float(np.sign(y))
    top, foot = np.array([x, y]), np.array([x + splay * sx, y + splay * sy])
    if kind == "turned":
        return [revolve(turned_profile(rng, h, r), at=(x, y, 0.0), segments=14)]
    if kind == "hairpin":
        wire, spread = max(0.22 * r, 0.45), 3.2 * r
        out = []
        for dx, dy in ((-sx * spread, 0.0), (0.0, -sy * spread)):
            path = np.array([[*(top + np.array((dx, dy))), h], [*foot, wire]])
            out.append(tube(path, wire, segments=8))
        return [*out, box(spread * 1.5, spread * 1.5, 0.5, at=(x - sx * spread / 2, y - sy * spread / 2, h - 0.5))]
    if kind == "cabriole":
        bends = ((1.3, 0.03), (0.5, 0.09), (-0.2, 0.25), (0.5, 0.5), (1.3, 0.75), (0.0, 1.0))
        path = np.array([[*(top + r * out * np.array([sx, sy])), h * t] for out, t in bends])
        return [rod(path, [0.95 * r, 0.6 * r, 0.7 * r, 1.0 * r, 1.5 * r, 1.5 * r], n=14)]
    slim, bottom, upper = {
        "square": (1.0, rectangle(2 * r, 2 * r), rectangle(2 * r, 2 * r)),
        "taper": (0.55, rectangle(2 * r, 2 * r), rectangle(2 * r, 2 * r)),
        "round": (0.85, ellipse(r, r, 18), ellipse(r, r, 18)),
        "cone": (0.45, ellipse(r, r, 18), ellipse(r, r, 18)),
        "plank": (0.8, rectangle(0.9 * r, 4.4 * r), rectangle(0.9 * r, 4.4 * r)),
    }[kind]
    return [slanted(bottom * slim + foot, upper + top, 0.0, h)]


def legs(rng: Rng, kind: str, w: float, d: float, h: float, r: float, splay: float = 0.0) -> list[Part]:
    """Four equal legs whose tops stand at the corners of a w by d rectangle."""
    state = rng.bit_generator.state
    parts: list[Part] = []
    for corner in ((-w / 2, -d / 2), (w / 2, -d / 2), (w / 2, d / 2), (-w / 2, d / 2)):
        rng.bit_generator.state = state
        parts += leg(rng, kind, corner, h, r, splay)
    return parts


def stretchers(kind: str, w: float, d: float, z: float, r: float) -> list[Part]:
    """Bars between four legs: "box" round all sides, "H" with one in the middle, "cross" between opposite corners."""

    def bar(a: Corner, b: Corner) -> Part:
        return tube(np.array([[*a, z], [*b, z]]), r, segments=10)

    x, y = w / 2, d / 2
    sides = [bar((-x, -y), (-x, y)), bar((x, -y), (x, y))]
    return {
        "box": [*sides, bar((-x, -y), (x, -y)), bar((-x, y), (x, y))],
        "H": [*sides, bar((-x, 0.0), (x, 0.0))],
        "cross": [bar((-x, -y), (x, y)), bar((-x, y), (x, -y))],
    }.get(kind, [])


def sled(w: float, d: float, h: float, r: float) -> list[Part]:
    """Two bent-tube runners that carry a seat or a top, joined by a cross tube."""
    b = min(4 * r, 0.2 * d)
    y = d / 2
    side = rounded_rectangle(d, h - 2 * r, b, n=4) + np.array((0.0, h / 2))
    runners = [
        tube(np.column_stack([np.full(len(side), x), side]), r, closed=True, segments=10) for x in (-w / 2, w / 2)
    ]
    return [*runners, tube(np.array([[-w / 2, y, 0.45 * h], [w / 2, y, 0.45 * h]]), r, segments=10)]


def caster(at: Point, r: float, turn: float = 0.0) -> list[Part]:
    """A twin-wheel caster that stands on z = at[2]; its pin rises to about three radii."""
    x, y, z = at
    wheels = [cylinder(r, 0.55 * r, at=(x + dx, y, z + r), axis="x", segments=20) for dx in (-0.42 * r, 0.42 * r)]
    hood = cylinder(1.02 * r, 0.3 * r, at=(x, y + 0.1 * r, z + 1.15 * r), axis="x", segments=20)
    parts = [*wheels, hood, cylinder(0.3 * r, 1.4 * r, at=(x, y, z + 1.6 * r), segments=12)]
    return [part.rotated("z", turn, about=(x, y, z)) for part in parts]


def star_base(rng: Rng, count: int, radius: float, h: float, rolling: bool) -> list[Part]:
    """The base of an office chair: arms like a star, a gas column, casters or glides."""
    wheel = between(rng, 2.4, 3.2) if rolling else 0.9
    z = 2.6 * wheel if rolling else 1.4
    rise = between(rng, 1.0, 4.0)
    parts: list[Part] = []
    turn = 90.0 + (180.0 / count if maybe(rng) else 0.0)
    for k in range(count):
        angle = np.radians(turn + k * 360 / count)
        ray = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-ray[1], ray[0]])
        rings = []
        for t, half, low, high in ((2.0, 2.6, z + rise - 2.5, z + rise + 2.5), (radius, 1.6, z - 0.6, z + 1.3)):
            mid = ray * t
            rings.append(
                [
                    [*(mid + side * half), low],
                    [*(mid + side * half * 0.8), high],
                    [*(mid - side * half * 0.8), high],
                    [*(mid - side * half), low],
                ]
            )
        parts.append(loft(np.array(rings)))
        tip = ray * (radius - 1.0)
        if rolling:
            parts += caster((float(tip[0]), float(tip[1]), 0.0), wheel, float(np.degrees(angle)) + 60)
        else:
            parts.append(cylinder(2.0, z, at=(float(tip[0]), float(tip[1]), 0.0), segments=16))
    low = z + rise - 3
    steps = [
        (4.4, low),
        (4.4, low + 6),
        (2.9, low + 6.5),
        (2.9, low + 0.5 * (h - low)),
        (1.7, low + 0.5 * (h - low)),
        (1.7, h),
    ]
    return [*parts, revolve(steps, segments=24)]


FEET = ("disc", "dome", "trumpet", "plate", "toes", "drum")


def pedestal(rng: Rng, h: float, r: float, base: float, kinds: tuple[str, ...] = FEET) -> list[Part]:
    """One column on a foot: a disc, a dome, a trumpet, a square plate, four toes, or all of it a drum."""
    kind = pick(rng, *kinds)
    column = cylinder(r, h, top=r * pick(rng, 1.0, 1.0, 0.75, 1.3), segments=28)
    if kind == "disc":
        return [revolve([(base, 0), (base, 1.2), (0.94 * base, 1.8), (1.8 * r, 2.2), (1.3 * r, 4.0), (r, 4.2)]), column]
    if kind == "dome":
        return [revolve(smooth([(base, 0), (0.97 * base, 1.5), (0.5 * base, 4.0), (r, 6.5)], 16)), column]
    if kind == "trumpet":
        curve = smooth(
            [
                (base, 0),
                (base, 0.6),
                (0.55 * base, 2.5),
                (1.4 * r, 0.18 * h),
                (r, 0.45 * h),
                (1.1 * r, 0.8 * h),
                (2.2 * r, h),
            ],
            28,
        )
        return [revolve(curve)]
    if kind == "plate":
        return [box(1.8 * base, 1.8 * base, 1.5, radius=pick(rng, 0.0, 0.15 * base)), column]
    if kind == "drum":
        return [revolve([(0.7 * base, 0), (0.62 * base, h)], segments=40)]
    toes = [
        rod([[0, 0, 0.22 * h], [0.5 * base, 0, 0.19 * h], [base, 0, 1.2]], [1.1 * r, 0.9 * r, 0.6 * r], n=10).rotated(
            "z", 45.0 + 90 * k
        )
        for k in range(4)
    ]
    return [*toes, revolve([(1.2 * r, 0.12 * h), (1.5 * r, 0.16 * h), (1.5 * r, 0.26 * h), (r, 0.3 * h), (r, h)])]


PULLS = ("bar", "knob", "cup", "bow", "ring", "slot", "round", "strip")


def pull(kind: str, at: Point, size: float, upright: bool = False) -> list[Part]:
    """A handle on a front that faces -y; `at` is the point of the front where it sits."""
    x, y, z = at
    s = size / 2
    if kind == "bar":
        grip = tube([[-s, -3.0, 0], [s, -3.0, 0]], 0.55, segments=10)
        posts = [cylinder(0.4, 3.2, at=(dx, -1.5, 0), axis="y", segments=10) for dx in (-0.75 * s, 0.75 * s)]
        parts = [grip, *posts]
    elif kind == "knob":
        parts = [
            revolve([(0.9, 0), (0.7, 1.2), (1.7, 2.0), (1.8, 2.6), (1.1, 3.1), (0, 3.2)], segments=14).rotated("x", 90)
        ]
    elif kind == "round":
        parts = [revolve([(1.6, 0), (1.6, 1.8), (1.3, 2.1), (1.0, 1.9), (0, 1.9)], segments=16).rotated("x", 90)]
    elif kind == "cup":
        half = np.vstack([ellipse(s * 0.7, s * 0.5, 24)[:13], [[-s * 0.7, -0.6], [s * 0.7, -0.6]]])
        parts = [extrude(half, 2.4, axis="y", bevel=0.6, at=(0, -1.2, 0))]
    elif kind == "bow":
        bow = [[-s, 0.2, 0], [-0.85 * s, -2.0, 0], [0, -2.9, 0], [0.85 * s, -2.0, 0], [s, 0.2, 0]]
        parts = [rod(bow, 0.55, n=12, segments=7)]
    elif kind == "ring":
        turn = np.linspace(0, 2 * np.pi, 19)[:-1]
        loop = np.column_stack([1.9 * np.cos(turn), np.full(18, -1.1), 1.9 * np.sin(turn) - 1.7])
        parts = [tube(loop, 0.3, closed=True, segments=6), cylinder(1.0, 1.6, at=(0, -0.6, 0), axis="y", segments=16)]
    elif kind == "strip":
        parts = [box(size * 1.3, 1.8, 0.5, at=(0, -0.9, 0)), box(size * 1.3, 0.4, 1.8, at=(0, -1.6, -1.3))]
    else:
        line = rounded_rectangle(size, 2.2, 1.05, n=5)
        lines = tuple(
            stroke(np.column_stack([a[:, 0], np.full(len(a), -0.06), a[:, 1]]), closed=True)
            for a in (line, line * (0.94, 0.62))
        )
        parts = [extrude(line * 0.985, 0.1, axis="y").with_(strokes=lines)]
    if upright:
        parts = [part.rotated("y", 90) for part in parts]
    return [part.moved(x, y, z) for part in parts]


def frame_lines(w: float, h: float, at: Point, insets: tuple[float, ...]) -> tuple[Stroke, ...]:
    """Rectangles drawn on a front that faces -y: the mouldings of a panelled door."""
    x, y, z = at
    out = []
    for inset in insets:
        a = rectangle(w - 2 * inset, h - 2 * inset)
        out.append(stroke(np.column_stack([a[:, 0] + x, np.full(4, y - 0.05), a[:, 1] + z]), closed=True))
    return tuple(out)


def front_panel(w: float, h: float, at: Point, style: str, thickness: float = 2.0) -> list[Part]:
    """A drawer front or door that faces -y; `at` is the centre of its back face. The style names its surface."""
    x, y, z = at
    face = y - thickness
    board = box(w, thickness, h, at=(x, y - thickness / 2, z - h / 2))
    rail = min(0.16 * min(w, h), 6.0)
    if style == "frame":
        return [board.with_(strokes=frame_lines(w, h, (x, face, z), (rail, 1.25 * rail)))]
    if style == "raised":
        field = layered_field(w - 2.6 * rail, h - 2.6 * rail).moved(x, face, z)
        return [board.with_(strokes=frame_lines(w, h, (x, face, z), (rail,))), field]
    if style in ("grooves", "slats"):
        count = max(int(w / (4.0 if style == "slats" else 9.0)), 2)
        lines = [
            np.array([[x + dx, face - 0.05, z - h / 2], [x + dx, face - 0.05, z + h / 2]])
            for dx in np.linspace(-w / 2, w / 2, count + 1)[1:-1]
        ]
        return [board.with_(strokes=tuple(stroke(line) for line in lines))]
    if style == "louvre":
        count = max(int((h - 2 * rail) / 3.0), 2)
        lines = [
            np.array([[x - w / 2 + rail, face - 0.05, zz], [x + w / 2 - rail, face - 0.05, zz]])
            for zz in np.linspace(z - h / 2 + rail, z + h / 2 - rail, count + 1)
        ]
        sides = frame_lines(w, h, (x, face, z), (rail,))
        return [board.with_(strokes=(*sides, *(stroke(line, kind="light") for line in lines)))]
    if style == "glass":
        return [
            board.with_(strokes=frame_lines(w, h, (x, face, z), (rail,))),
            box(w - 2 * rail, 0.1, h - 2 * rail, at=(x, face - 0.02, z - h / 2 + rail)).with_(surface="glass"),
        ]
    return [board]


def layered_field(w: float, h: float) -> Part:
    """The raised field of a panelled door, in the plane y = 0, towards -y."""
    lip = 0.12 * min(w, h)
    outer, inner = rectangle(w, h), rectangle(w - 2 * lip, h - 2 * lip)

    def at_depth(a: Array, y: float) -> Array:
        return np.column_stack([a[:, 0], np.full(len(a), y), a[:, 1]])

    return loft(np.array([at_depth(outer, 0.05), at_depth(inner, -0.6)]))


def wood_lines(rng: Rng, w: float, d: float, z: float, along: str = "x") -> tuple[Stroke, ...]:
    """The joints between boards on a horizontal top."""
    count = whole(rng, 3, 7)
    across, length = (d, w) if along == "x" else (w, d)
    lines = []
    for t in np.linspace(-across / 2, across / 2, count + 1)[1:-1]:
        line = np.array([[-length / 2, t, z + 0.03], [length / 2, t, z + 0.03]])
        lines.append(stroke(line if along == "x" else line[:, [1, 0, 2]]))
    return tuple(lines)


def plate_with_screws(w: float, d: float, z: float, at: Point = ORIGIN, count: int = 4) -> list[Part]:
    """A fixing plate seen from above, with screws near its corners."""
    x, y, _ = at
    plate = box(w, d, 0.4, at=(x, y, z), radius=0.12 * min(w, d))
    spots = [(-1, -1), (1, -1), (1, 1), (-1, 1)][:count]
    return [plate, *(bolt((x + i * 0.36 * w, y + j * 0.36 * d, z + 0.4), 0.09 * min(w, d), "z") for i, j in spots)]
