"""Families of chairs: side chairs, shell chairs, office chairs (main class 06)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import spline
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.furniture_parts import legs, pedestal, sled, star_base, stretchers
from patent_data.drawn.families.seat_parts import arms, chair_back, seat_outline, seat_parts
from patent_data.drawn.families.shaping import blade, cushion, grounded, layered, oval, rod, seam
from patent_data.drawn.solids import Part, Stroke, box, sheet, stroke


def build_chair(rng: Rng) -> list[Part]:
    """A dining chair: seat, base and back chosen one by one."""
    w, d, z = between(rng, 38, 54), between(rng, 38, 52), between(rng, 38, 44)
    outline = seat_outline(rng, w, d)
    seat, t = seat_parts(rng, outline, z)
    base = pick(rng, "legs", "legs", "legs", "sled", "pedestal")
    r = between(rng, 1.4, 2.4)
    if base == "legs":
        kind = pick(rng, "square", "taper", "round", "cone", "turned", "cabriole")
        splay = pick(rng, 0.0, between(rng, 1, 7))
        lw, ld = 0.78 * w, 0.78 * d
        under = legs(rng, kind, lw, ld, z + 0.5, r, splay)
        low = between(rng, 0.3, 0.6)
        spread = 2 * splay * (1 - low) if kind != "turned" else 0.0
        under += stretchers(pick(rng, "none", "none", "box", "H", "cross"), lw + spread, ld + spread, low * z, 0.6 * r)
        if maybe(rng):
            under.append(layered(outline * 0.86, [(0, z - between(rng, 3, 7)), (0, z + 0.2)]))
    elif base == "sled":
        under = sled(0.82 * w, 0.88 * d, z, 0.7 * r)
    else:
        under = pedestal(rng, z, 1.6 * r, 0.5 * w)
    lean = between(rng, 3, 14)
    back_w = between(rng, 0.75, 0.95) * w * (0.8 if outline[:, 0][outline[:, 1] > 0.3 * d].max() < 0.44 * w else 1.0)
    back = [
        part.rotated("x", -lean).moved(y=0.42 * d, z=z + t - 2)
        for part in chair_back(rng, back_w, between(rng, 34, 58))
    ]
    parts = [*disclaimed(rng, under), *seat, *back]
    if maybe(rng, 0.3):
        parts += [part.moved(z=z + t) for part in arms(rng, 0.96 * w, d, between(rng, 17, 24), 0.44 * d)]
    return grounded(parts)


def shell(rng: Rng, w: float, d: float, h: float, arm: float) -> Part:
    """A moulded one-piece seat and back; `arm` raises its sides."""
    v = 0.5 - 0.5 * np.cos(np.linspace(0.2, np.pi - 0.14, 24))
    knots = [
        (-0.52, -0.06),
        (-0.46, 0.0),
        (-0.2, 0.0),
        (0.1, -0.02),
        (0.34, 0.07),
        (0.44, 0.4),
        (0.48, 0.7),
        (0.54, 1.0),
    ]
    side = spline(knots, n=60)
    y, z = (np.interp(v, np.linspace(0, 1, 60), side[:, k]) * size for k, size in ((0, d), (1, h)))
    waist, shoulder = between(rng, 0.82, 1.0), between(rng, 0.75, 1.0)
    course = spline([(0, 0.9), (0.2, 1.0), (0.45, 1.0), (0.62, waist), (0.82, shoulder), (1, 0.9 * shoulder)], n=40)
    blunt = between(rng, 2.0, 4.0)
    ends = 1 - np.clip((v - 0.7) / 0.3, 0, 1) ** blunt - 0.6 * np.clip((0.12 - v) / 0.12, 0, 1) ** 2
    half = 0.5 * w * np.interp(v, course[:, 0], course[:, 1]) * np.sqrt(ends)
    lift = np.exp(-(((v - 0.42) / 0.2) ** 2))
    high = 1 / (1 + np.exp(-(v - 0.55) / 0.06))
    u = np.linspace(-1, 1, 19)
    grid = np.zeros((len(v), len(u), 3))
    grid[:, :, 0] = half[:, None] * u
    wing = np.abs(half[:, None] * u / (0.5 * w)) ** 3
    grid[:, :, 1] = y[:, None] - wing * 0.13 * d * (high * (1.3 - v))[:, None]
    grid[:, :, 2] = z[:, None] + wing * (arm * lift + 1.5 * (1 - v))[:, None]
    style = pick(rng, "plain", "border", "channels", "slot")
    top = grid + np.array((0.0, -0.35, 0.45))
    lines: list[Stroke] = []
    if style == "border":
        lines = [stroke(np.vstack([top[1:-1, 2], top[-2, 3:-2], top[-2:0:-1, -3], top[1, -3:1:-1]]), kind="stitch")]
    elif style == "channels":
        lines = [stroke(top[2:-1, k]) for k in range(3, 16, pick(rng, 2, 3))]
    elif style == "slot":
        lines = [stroke(np.vstack([top[row, 7:12], top[row + 1, 11:6:-1]]), closed=True) for row in (16,)]
    return sheet(grid, 1.0).with_(strokes=tuple(lines))


def build_shell_chair(rng: Rng) -> list[Part]:
    """A moulded shell on legs, a wire base, a sled or a star base."""
    w, d, z, h = between(rng, 44, 58), between(rng, 44, 54), between(rng, 37, 43), between(rng, 36, 50)
    body = shell(rng, w, d, h, between(rng, 1, 6) if maybe(rng) else between(rng, 10, 18))
    parts = [body.moved(z=z)]
    base = pick(rng, "legs", "legs", "sled", "star", "pedestal", "eiffel")
    z -= 0.02 * h + 0.7
    r = between(rng, 1.3, 2.0)
    if base == "legs":
        under = legs(rng, pick(rng, "round", "cone", "taper", "plank"), 0.5 * w, 0.5 * d, z - 1, r, between(rng, 4, 10))
        under.append(box(0.58 * w, 0.58 * d, 1.5, at=(0, 0, z - 2.2), radius=3))
    elif base == "eiffel":
        under = legs(rng, "round", 0.34 * w, 0.4 * d, z - 1, 0.9, 11)
        under += stretchers("cross", 0.34 * w + 12, 0.4 * d + 12, 0.45 * z, 0.5)
        under += stretchers("box", 0.34 * w + 7, 0.4 * d + 7, 0.7 * z, 0.5)
    elif base == "sled":
        under = sled(0.72 * w, 0.8 * d, z - 0.5, 0.9)
    elif base == "star":
        under = star_base(rng, whole(rng, 4, 5), 0.55 * w, z - 0.5, maybe(rng, 0.6))
    else:
        under = pedestal(rng, z - 0.5, 2.2, 0.46 * w)
    if maybe(rng, 0.35):
        parts.append(
            cushion(0.74 * w, 0.7 * d, between(rng, 3, 5), corner=0.4).moved(y=-0.06 * d, z=z + 0.02 * h + 0.4)
        )
    return grounded([*parts, *disclaimed(rng, under)])


def office_arms(rng: Rng, w: float, d: float, z: float, t: float) -> list[Part]:
    """The arm-rests of an office chair."""
    parts: list[Part] = []
    kind = pick(rng, "tee", "loop")
    for s in (-1.0, 1.0):
        x = s * (w / 2 + 3)
        top = z + t + 18.5
        if kind == "tee":
            parts += [
                box(3, 6, top - z - 1, at=(x, 0.02 * d, z), radius=1),
                cushion(7, 0.52 * d, 3, corner=0.4).moved(x=x, y=-0.03 * d, z=top - 1),
                box(0.2 * w, 5, 2, at=(x - s * 0.09 * w, 0.02 * d, z)),
            ]
        else:
            loop = np.array(
                [
                    [0.4 * x, -0.1 * d, z],
                    [x, -0.16 * d, z + 2],
                    [x, -0.26 * d, top - 3],
                    [x, -0.2 * d, top],
                    [x, 0.2 * d, top],
                    [x, 0.28 * d, top - 4],
                    [x, 0.2 * d, z + 3],
                    [0.4 * x, 0.12 * d, z],
                ]
            )
            parts.append(rod(loop, 1.7, n=36))
    return parts


def build_office_chair(rng: Rng) -> list[Part]:
    """A swivel chair: star base, padded seat, padded or netted back, arms, sometimes a head-rest."""
    w, d, z = between(rng, 46, 54), between(rng, 44, 52), between(rng, 40, 46)
    h = between(rng, 45, 75)
    parts = star_base(rng, 5, between(rng, 28, 34), z, maybe(rng, 0.85))
    parts.append(box(0.35 * w, 0.5 * d, 4, at=(0, 0, z - 3), radius=2))
    outline = oval(w, d, between(rng, 3.0, 6.0))
    t = between(rng, 6, 10)
    profile = [(5, z), (1, z + 0.3 * t), (0, z + 0.55 * t), (1.2, z + 0.85 * t), (4, z + t), (0.45 * d, z + t - 0.5)]
    parts.append(layered(outline, profile).with_(strokes=(seam(outline, 0, z + 0.56 * t),), surface="textile"))
    bw, lean = between(rng, 0.8, 1.0) * w, between(rng, 6, 14)
    waist, crest, bow = between(rng, 0.7, 1.0), between(rng, 0, 0.2), between(rng, 3, 7)
    netted = maybe(rng)
    thick = 1.0 if netted else between(rng, 3, 6)
    corner = pick(rng, 3.5, 5.0, 8.0)
    back = blade(bw, h, thick, bow, crest, waist, corner)
    if netted:
        u, v = np.linspace(-0.92, 0.92, 23), np.linspace(0.05, 0.95, 12)
        x = u[None, :] * bw / 2 * (waist + (1 - waist) * np.sqrt(v[:, None]))
        net = np.stack(
            [
                x,
                np.broadcast_to(-bow * u**2 - 0.6, x.shape),
                h / 2
                + (v[:, None] - 0.5) * h * (1 - np.abs(u) ** corner) ** (1 / corner)
                - v[:, None] * h * crest * np.abs(u) ** 3,
            ],
            2,
        )
        lines = [stroke(row, kind="light") for row in net]
        border = np.vstack([net[0], net[1:, -1], net[-1, ::-1], net[::-1, 0][1:]])
        back = back.with_(strokes=(*lines, stroke(border, closed=True)), surface="textile")
    else:
        ribs = [
            stroke(
                np.array(
                    [
                        [x, -bow * (2 * x / bw) ** 2 - 0.53 * thick, 0.1 * h],
                        [x, -bow * (2 * x / bw) ** 2 - 0.53 * thick, 0.9 * h],
                    ]
                )
            )
            for x in np.linspace(-0.3, 0.3, whole(rng, 2, 5)) * bw
        ]
        rows = np.linspace(-0.48, 0.48, 15) * bw * waist
        cuts = [
            stroke(np.column_stack([rows, -bow * (2 * rows / bw) ** 2 - 0.53 * thick, np.full(15, s * h)]))
            for s in np.linspace(0.2, 0.8, whole(rng, 2, 4))
        ]
        back = back.with_(strokes=tuple(pick(rng, ribs, cuts)), surface="textile")
    head = []
    if maybe(rng, 0.4):
        head = [
            cushion(0.55 * bw, 14, 6, corner=0.4).rotated("x", 90).moved(y=1, z=h + 11),
            box(4, 1.5, 14, at=(0, 2, h - 6)),
        ]
    gap = between(rng, 3, 8)
    parts += [part.rotated("x", -lean).moved(y=0.47 * d, z=z + t + gap) for part in (back, *head)]
    rest = 0.5 * d + 0.5 * thick + 1.5
    spine = [
        [0, 0.1 * d, z],
        [0, rest, z],
        [0, rest + 1, z + t + gap],
        [0, rest + 0.45 * h * np.tan(np.radians(lean)), z + t + gap + 0.45 * h],
    ]
    parts.append(rod(spine, between(rng, 1.5, 3.0)))
    if maybe(rng, 0.8):
        parts += office_arms(rng, w, d, z, t)
    return grounded(parts)


FAMILIES = (
    Family("chair", "06-01", ("Chair", "Dining chair", "Side chair", "Seat"), build_chair),
    Family("shell_chair", "06-01", ("Shell chair", "Chair", "Lounge chair", "Seating unit"), build_shell_chair),
    Family("office_chair", "06-01", ("Office chair", "Swivel chair", "Desk chair", "Task chair"), build_office_chair),
)
