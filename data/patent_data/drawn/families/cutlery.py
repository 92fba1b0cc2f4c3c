"""Families of table cutlery and small kitchen hand tools: spoons, forks, knives, whisks, spatulas (main class 07)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import flat_ring, grounded, lifted, oval, rod
from patent_data.drawn.solids import Part, Stroke, cylinder, extrude, loft, revolve, sheet, stroke, tube

Height = Callable[[Array], Array]


def bar(x: Array, half: Array, height: Array, thick: Array, n: int = 12, power: float = 3.0) -> Part:
    """A flat bar along x: its half width, its height over the table and its thickness change along it."""
    plan = oval(2, 1, power, n)
    rings = [
        np.column_stack([np.full(n, a), plan[:, 0] * b, c + plan[:, 1] * t])
        for a, b, c, t in zip(x, half, height, thick, strict=True)
    ]
    return loft(np.array(rings))


def grip(rng: Rng, length: float) -> tuple[list[Part], float]:
    """A handle from x = 0 to x = length (its end), in one of several cutlery styles, and its height at x = 0."""
    kind = pick(rng, "fiddle", "slim", "drop", "square", "hollow", "wood", "bamboo", "ring")
    u = np.linspace(0, 1, 30)
    neck, end = between(rng, 0.22, 0.38), between(rng, 0.6, 1.1)
    half = {
        "fiddle": neck + (end - neck) * np.clip((u - 0.45) / 0.3, 0, 1) ** 2,
        "slim": neck + (0.6 * end - neck) * u,
        "drop": neck + (end - neck) * u**1.6,
        "square": np.full(30, 0.55 * end),
        "hollow": neck + 0.6 * (end - neck) * np.clip(u / 0.35, 0, 1),
        "wood": neck + 0.7 * (end - neck) * np.sin(np.pi * np.clip(u * 0.75 + 0.05, 0, 1)),
        "bamboo": np.full(30, 0.5 * end) + 0.07 * (np.mod(u * 4, 1) > 0.93),
        "ring": np.full(30, neck),
    }[kind]
    blunt = 0.02 if kind != "square" else 0.008
    half = half * np.sqrt(np.clip(1 - (np.clip(u - (1 - blunt * 2), 0, 1) / (2.05 * blunt)) ** 2, 0.05, 1))
    arch = between(rng, 0.2, 1.5) * np.sin(np.pi * u * between(rng, 0.7, 1.0)) + 0.4
    thick = np.full(30, {"hollow": 1.0, "wood": 1.3, "bamboo": 0.9}.get(kind, between(rng, 0.18, 0.3)))
    if kind in ("hollow", "wood"):
        thick = thick * np.clip(u / 0.1, 0.3, 1)
    x = u * length
    lines: list[Stroke] = []
    top = arch + thick / 2 + 0.015
    style = (
        pick(rng, "none", "border", "dots", "lines", "scroll", "inlay") if kind not in ("ring", "bamboo") else "none"
    )
    inner = slice(12, 28)
    if style in ("border", "inlay"):
        k = 0.72
        edge = [np.column_stack([x[inner], s * k * half[inner], top[inner]]) for s in (-1, 1)]
        lines.append(stroke(np.vstack([edge[0], edge[1][::-1]]), closed=True))
    elif style == "lines":
        lines += [
            stroke(np.column_stack([x[inner], s * half[inner], top[inner]]), kind="light") for s in (-0.4, 0.0, 0.4)
        ]
    elif style == "dots":
        lines += [
            stroke(np.column_stack([oval(0.3, 0.3, n=12) + np.array((x[k], 0)), np.full(12, top[k])]), closed=True)
            for k in range(16, 28, 3)
        ]
    elif style == "scroll":
        t = np.linspace(0, 1, 40)
        xs = length * (0.55 + 0.38 * t)
        lines.append(
            stroke(np.column_stack([xs, 0.55 * np.interp(xs, x, half) * np.sin(6 * np.pi * t), np.interp(xs, x, top)]))
        )
    parts = [bar(x, half, arch, thick, power=2.0 if kind in ("wood", "bamboo") else 3.5).with_(strokes=tuple(lines))]
    if kind == "ring":
        a = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        loop = np.column_stack([length + 0.8 + 0.9 * np.cos(a), 0.9 * np.sin(a), np.full(24, arch[-1])])
        parts.append(tube(loop, 0.16, closed=True, segments=8))
    if kind in ("hollow", "wood"):
        parts.append(cylinder(float(half[4]) * 1.1, 0.5, at=(float(x[4]), 0, float(arch[4])), axis="x", segments=16))
    if kind == "wood":
        parts += [cylinder(0.18, 0.08, at=(float(x[k]), 0, float(top[k]) - 0.03), segments=10) for k in (10, 16, 22)]
    return parts, float(arch[0])


def build_spoon(rng: Rng) -> list[Part]:
    """A spoon or ladle: bowl outline and depth, slots, handle style."""
    w, length = between(rng, 1.5, 3.2), between(rng, 4.0, 7.0)
    deep = between(rng, 0.35, 0.9)
    round_bowl = between(rng, 1.7, 2.6)
    tip = between(rng, -0.25, 0.3)
    ladle = maybe(rng, 0.12)
    if ladle:
        w, length, deep = 3.6, 7.2, 3.0
    handle, z = grip(rng, between(rng, 9, 16))
    u = np.linspace(0.0, 1.0, 9)[None, :]
    plan = oval(2, 2, round_bowl, 32)
    plan = np.vstack([plan, plan[:1]])
    px, py = plan[:, 0][:, None] * u, plan[:, 1][:, None] * u
    x = -length / 2 + px * length / 2 + 0.35
    y = py * w * (1 - tip * px)
    zz = z - deep * (1 - u**2.2) + 0.05 * px**2
    lines: list[Stroke] = []
    rim = np.column_stack([x[:, -2], y[:, -2], zz[:, -2] + 0.13])
    if maybe(rng, 0.5):
        lines.append(stroke(rim))
    if maybe(rng, 0.2):
        for s in np.linspace(-0.5, 0.5, pick(rng, 3, 5)):
            slot = rounded_rectangle(0.45 * length, 0.1 * w, 0.05 * w, n=3) + np.array((0, s * w))
            k = np.clip(np.hypot(slot[:, 0] / (length / 2), slot[:, 1] / w), 0, 1)
            lines.append(
                stroke(
                    np.column_stack([slot[:, 0] - length / 2 + 0.35, slot[:, 1], z - deep * (1 - k**2.2) + 0.12]),
                    closed=True,
                )
            )
    grid = np.stack([x, y, zz], axis=2)
    bowl = sheet(grid, 0.16).with_(strokes=tuple(lines), smooth_angle=50.0)
    if ladle:
        handle = [part.rotated("y", -62, (0, 0, z)) for part in handle]
    return grounded([bowl, *handle])


def build_fork(rng: Rng) -> list[Part]:
    """A fork: number, length and curve of the tines, root shape, handle style."""
    handle, z = grip(rng, between(rng, 9, 15))
    n = pick(rng, 2, 3, 3, 4, 4, 4)
    half, tine, root = between(rng, 0.8, 1.4), between(rng, 3.0, 5.5), between(rng, 1.6, 3.2)
    dip = between(rng, 0.3, 1.2)

    def curve(x: Array) -> Array:
        t = np.clip(-x / (tine + root), 0, 1)
        out: Array = z - dip * np.sin(np.pi * np.clip(t * 0.8, 0, 1)) + 0.9 * dip * t**2
        return out

    xs = np.linspace(0.3, -root, 14)
    shape = pick(rng, 1.2, 2.0, 3.0)
    width = 0.25 + (half - 0.25) * np.clip((0.3 - xs) / root, 0, 1) ** (1 / shape)
    parts = [bar(xs, width, curve(xs), np.full(14, 0.2), power=4.0)]
    step = 2 * half / n
    xs = np.linspace(-root + 0.4, -root - tine, 14)
    taper = np.linspace(1.0, between(rng, 0.5, 0.8), 14)
    taper[-2:] *= (0.75, 0.2)
    pinch = between(rng, 0.8, 1.0)
    for k in range(n):
        y = -half + (k + 0.5) * step
        body = bar(xs, 0.33 * step * taper, curve(xs), np.full(14, 0.18) * np.sqrt(taper), n=8, power=4.0)
        squeeze = np.interp(body.vertices[:, 0], (-root - tine, -root), (pinch, 1.0))
        parts.append(
            body.with_(
                vertices=body.vertices + np.column_stack([np.zeros(len(squeeze)), y * squeeze, np.zeros(len(squeeze))])
            )
        )
    if maybe(rng, 0.3):
        parts.append(
            tube(
                [
                    [-root - 0.2, -0.92 * half, float(curve(np.array([-root]))[0]) + 0.05],
                    [-root - 0.2, 0.92 * half, float(curve(np.array([-root]))[0]) + 0.05],
                ],
                0.13,
                segments=8,
            )
        )
    return grounded([*parts, *handle])


def build_knife(rng: Rng) -> list[Part]:
    """A table, steak, butter or cheese knife: blade outline, serration, bolster, handle style."""
    length, w = between(rng, 8, 14), between(rng, 1.3, 2.6)
    kind = pick(rng, "table", "steak", "butter", "cheese", "santoku")
    u = np.linspace(0, 1, 26)
    spine = {
        "table": np.full(26, 0.35) * np.sqrt(np.clip(1 - (np.clip(u - 0.9, 0, 1) / 0.1) ** 2, 0, 1)),
        "steak": 0.35 - 0.55 * np.clip(u - 0.4, 0, 1) ** 1.5,
        "butter": 0.2 + 0.35 * np.sin(np.pi * np.clip(u - 0.3, 0, 1)),
        "cheese": 0.35 + 0.35 * np.clip((u - 0.7) / 0.3, 0, 1) ** 2,
        "santoku": 0.4 * np.sqrt(np.clip(1 - (np.clip(u - 0.6, 0, 1) / 0.41) ** 2, 0, 1)),
    }[kind] * w
    edge = {
        "table": -0.4 * np.sqrt(np.clip(1 - (np.clip(u - 0.75, 0, 1) / 0.27) ** 2, 0, 1)),
        "steak": -0.5 + 0.62 * np.clip(u - 0.25, 0, 1) ** 1.8,
        "butter": -0.5 * np.sqrt(np.clip(1 - (np.clip(u - 0.6, 0, 1) / 0.42) ** 2, 0, 1)),
        "cheese": -0.45 + 0.3 * np.clip((u - 0.8) / 0.2, 0, 1),
        "santoku": -0.6 + 0.2 * np.clip((u - 0.8) / 0.2, 0, 1) ** 2,
    }[kind] * w
    edge = edge * np.clip(u / 0.12, 0.5, 1)
    if maybe(rng, 0.45):
        edge = edge + 0.035 * w * np.where(np.arange(26) % 2 == 0, 1, -1) * (u > 0.45) * (u < 0.97)
    outline = np.vstack(
        [np.column_stack([-u * length, spine]), np.column_stack([-u * length, np.minimum(edge, spine - 0.02)])[::-1]]
    )
    handle, z = grip(rng, between(rng, 8, 12))
    lines: list[Stroke] = []
    if maybe(rng, 0.7):
        mid = np.column_stack([-u[2:23] * length, (0.72 * edge + 0.28 * spine)[2:23], np.full(21, 0.105)])
        lines.append(stroke(mid, kind="light"))
    blade = extrude(outline, 0.2, axis="z", at=(0, 0, -0.1))
    if kind == "cheese":
        lines += [flat_ring(0.3 * w * s, 0.105, (-k * length, 0.0)) for k, s in ((0.3, 0.6), (0.5, 0.8), (0.7, 0.6))]
    parts = [blade.with_(strokes=tuple(lines)).moved(x=0.2, z=z)]
    if maybe(rng, 0.6):
        parts.append(cylinder(0.5, between(rng, 0.4, 1.2), at=(0.2, 0, z), axis="x", segments=16))
    turn = pick(rng, 0.0, 90.0)
    return grounded([part.rotated("x", turn) for part in (*parts, *handle)])


def build_whisk(rng: Rng) -> list[Part]:
    """A hand tool of the kitchen: whisk, spatula, masher or rolling pin, standing or lying along x."""
    kind = pick(rng, "whisk", "whisk", "spatula", "pin", "peeler")
    if kind == "pin":
        r, w = between(rng, 2.2, 3.4), between(rng, 22, 34)
        grip_len, thin = between(rng, 7, 11), between(rng, 0.4, 0.6)
        end = [
            (r, w / 2),
            (0.5 * r, w / 2 + 0.4),
            (thin * r * 0.7, w / 2 + 1.2),
            (thin * r * 1.15, w / 2 + 0.5 * grip_len),
            (thin * r * 0.9, w / 2 + 0.9 * grip_len),
            (0, w / 2 + grip_len),
        ]
        profile = [(x, -z) for x, z in reversed(end)] + end
        rings = tuple(
            stroke(np.column_stack([np.full(37, x), (r + 0.02) * np.cos(t), (r + 0.02) * np.sin(t)]))
            for t in [np.linspace(0, 2 * np.pi, 37)]
            for x in np.linspace(-0.4, 0.4, whole(rng, 0, 4) or 1) * w
        )
        return grounded([revolve(profile, axis="x").with_(strokes=rings if maybe(rng) else ())])
    length, r = between(rng, 10, 14), between(rng, 0.9, 1.5)
    shape = [
        (0.0, 0.0),
        (0.6 * r, 0.0),
        (0.9 * r, 0.3),
        (r, 0.35 * length),
        (0.7 * r, 0.8 * length),
        (0.8 * r, length - 0.6),
        (0.5 * r, length),
    ]
    handle = revolve([(x, z) for x, z in shape[1:]], axis="x", segments=24)
    grooves = [
        stroke(np.column_stack([np.full(33, x), rr * np.cos(t), rr * np.sin(t)]))
        for t in [np.linspace(0, 2 * np.pi, 33)]
        for x, rr in [
            (k * length, 1.01 * np.interp(k * length, [p[1] for p in shape[1:]], [p[0] for p in shape[1:]]))
            for k in (0.08, 0.12, 0.88)
        ]
    ]
    parts = [handle.with_(strokes=tuple(grooves)).moved(x=-length)]
    if maybe(rng):
        a = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        parts.append(
            tube(
                np.column_stack([-length - 0.9 + 1.0 * np.cos(a), np.zeros(20), 1.0 * np.sin(a)]),
                0.2,
                closed=True,
                segments=8,
            )
        )
    if kind == "whisk":
        size, bulge, n = between(rng, 11, 17), between(rng, 2.5, 4.2), whole(rng, 4, 7)
        knots = np.array([(-0.5, 0.3), (0.3 * size, 0.45 * bulge), (0.75 * size, bulge), (size, 0.0)])
        path = np.vstack([knots, knots[-2::-1] * (1, -1)])
        wires = [
            rod(np.column_stack([path[:, 0], path[:, 1], np.zeros(7)]), 0.1, 34, 6).rotated("x", 180 * k / n)
            for k in range(n)
        ]
        return grounded([*parts, *wires])
    if kind == "spatula":
        size, w = between(rng, 8, 12), between(rng, 5, 9)
        plan = rounded_rectangle(size, w, between(rng, 0.5, 2.5), n=4)
        plan[:, 1] *= 1 + 0.25 * plan[:, 0] / size
        slots = [
            rounded_rectangle(0.6 * size, 0.5, 0.24, n=3) + np.array((0, y))
            for y in np.linspace(-0.3, 0.3, whole(rng, 3, 6)) * w
        ]
        turner = extrude(plan, 0.18, axis="z", holes=slots if maybe(rng, 0.7) else [])
        arm = rod([[-1, 0, 0], [7, 0, 0.3], [9, 0, -0.6], [11, 0, -1.2]], [0.4, 0.35, 0.35, 0.35], 20, 8)
        return grounded([*parts, arm, turner.rotated("y", 6).moved(x=10 + size / 2, z=-1.6)])
    fork = [rod([[-0.5, s * 0.3, 0], [1.5, s * 1.6, 0], [6, s * 1.6, 0]], 0.25, 16, 8) for s in (-1, 1)]
    edge = oval(1.1, 3.4, 3.0, 20)
    blade = stroke(lifted(edge * (0.5, 0.8) + (5, 0), 0.28), closed=True)
    return grounded(
        [*parts, *fork, extrude(edge + np.array((5, 0)), 0.2, axis="z", at=(0, 0, 0.05)).with_(strokes=(blade,))]
    )


FAMILIES = (
    Family("spoon", "07-03", ("Spoon", "Tablespoon", "Ladle", "Serving spoon", "Cutlery"), build_spoon),
    Family("fork", "07-03", ("Fork", "Dinner fork", "Flatware", "Table fork"), build_fork),
    Family("table_knife", "07-03", ("Knife", "Table knife", "Steak knife", "Butter knife"), build_knife),
    Family("kitchen_tool", "07-04", ("Whisk", "Spatula", "Rolling pin", "Peeler", "Kitchen utensil"), build_whisk),
)
