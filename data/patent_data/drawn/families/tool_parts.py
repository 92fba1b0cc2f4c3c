"""Parts that hand tools share: grips, blades, teeth and the outlines of jaws."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.bits import (
    Array,
    between,
    circle,
    count,
    curve,
    limb,
    one_of,
    ring_line,
    rod,
    whether,
)
from patent_data.drawn.solids import Part, cylinder, extrude, stroke, tube


def grip(rng: np.random.Generator, length: float, radius: float, flat: float = 1.0) -> list[Part]:
    """An upright handle from z = 0 to `length`, about `radius` thick in x and `flat` times that in y."""
    kind = one_of(rng, "wood", "waisted", "ringed", "fluted", "sleeve", "contour")
    top = radius * between(rng, 0.6, 0.9)
    if kind == "wood":
        wide = [radius * 1.05, radius * 0.95, radius * 0.72, radius * 0.85, top]
    elif kind == "waisted":
        wide = [radius * 0.85, radius * 1.1, radius * 0.75, radius * 1.05, top]
    elif kind == "contour":
        bumps = count(rng, 3, 4)
        waves = [radius * (1.0 if k % 2 else 0.82) for k in range(2 * bumps + 1)]
        wide = [radius * 1.1, *waves, top]
    else:
        wide = [radius, radius * between(rng, 1.0, 1.15), radius * between(rng, 0.85, 1.05), top]
    bend = radius * between(rng, -0.6, 0.6) if kind in ("wood", "waisted") and whether(rng, 0.4) else 0.0
    spine = curve((bend, 0, 0), (0, 0, 0.35 * length), (bend * 0.3, 0, 0.7 * length), (0, 0, length), n=14)
    flutes = (count(rng, 5, 8), between(rng, 0.1, 0.22)) if kind == "fluted" else (0, 0.0)
    power = between(rng, 2.0, 3.2) if kind != "fluted" else 2.0
    ends = (radius * between(rng, 0.2, 0.75), radius * 0.2)
    n = 40 if kind == "fluted" else 20
    body = limb(spine, [w * flat for w in wide], wide, power, ends, n=n, flutes=flutes)
    parts = [body]
    if kind == "ringed":
        low, high = sorted((between(rng, 0.1, 0.3), between(rng, 0.6, 0.85)))
        for z in np.linspace(low * length, high * length, count(rng, 4, 9)):
            parts.append(_band(body, float(z), 0.012 * length, radius * 0.06))
    if kind == "sleeve":
        start, stop = 0.08 * length, between(rng, 0.55, 0.8) * length
        w = [radius * 1.18, radius * 1.22, radius * 1.12]
        cover = limb(
            rod((0, 0, start), (0, 0, stop), 10), [v * flat for v in w], w, power, (0.1 * radius, 0.1 * radius)
        )
        lines = [
            stroke(_front(cover, x, start + 0.1 * length, stop - 0.1 * length))
            for x in np.linspace(-0.45, 0.45, count(rng, 2, 4)) * radius
        ]
        parts.append(cover.with_(surface="dark").with_strokes(*lines))
    if whether(rng, 0.35):
        y = radius * flat * 1.02 if kind != "sleeve" else radius * flat * 0.99
        hole = radius * between(rng, 0.25, 0.4)
        z = hole * 2.2
        parts[0] = parts[0].with_strokes(
            ring_line((bend * 0.8, -y, z), hole, "y", n=20), ring_line((bend * 0.8, y, z), hole, "y", n=20)
        )
    if whether(rng, 0.4):
        z = length * between(rng, 0.9, 0.96)
        parts.append(cylinder(top * 1.12, length - z + 0.04 * length, at=(0, 0, z), top=top * 0.95, segments=28))
    if whether(rng, 0.2):
        loop = radius * between(rng, 0.5, 0.8)
        parts.append(tube(circle((bend, 0, -loop * 0.7), loop, "y", 20), 0.12 * radius, closed=True, segments=8))
    return parts


def _section_at(part: Part, z: float, within: float) -> tuple[float, float, float]:
    """Middle in x and half sizes in x and y of the part about a height."""
    near = part.vertices[np.abs(part.vertices[:, 2] - z) <= within]
    if len(near) == 0:
        near = part.vertices
    low, high = near.min(axis=0), near.max(axis=0)
    return float(low[0] + high[0]) / 2, float(high[0] - low[0]) / 2, float(high[1] - low[1]) / 2


def _band(part: Part, z: float, half: float, more: float) -> Part:
    """A raised ring around an upright part."""
    length = float(np.ptp(part.vertices[:, 2]))
    middle, wide, deep = _section_at(part, z, 0.05 * length)
    w = [wide + 0.2 * more, wide + more, wide + 0.2 * more]
    spine = rod((middle, 0, z - half), (middle, 0, z + half), 3)
    return limb(spine, [v * deep / max(wide, 1e-6) for v in w], w, n=20)


def _front(part: Part, x: float, low: float, high: float) -> Array:
    """An upright line on the front of a part."""
    _, wide, deep = _section_at(part, (low + high) / 2, 0.2 * (high - low))
    y = -deep * np.sqrt(max(1 - (x / max(wide, 1e-6)) ** 2, 0.05)) * 1.01
    return rod((x, float(y), low), (x, float(y), high), 2)


def flat_bar(outline: Array, thickness: float, bevel: float = 0.15, holes: tuple[Array, ...] = ()) -> Part:
    """A flat piece lying in the front plane."""
    return extrude(outline, thickness, axis="y", holes=holes, bevel=bevel * thickness)


def toothed(start: tuple[float, float], stop: tuple[float, float], number: int, depth: float, lean: float) -> Array:
    """Saw teeth from one point to another, to the right hand of the way."""
    a, b = np.asarray(start), np.asarray(stop)
    way = (b - a) / number
    right = np.array([way[1], -way[0]]) / np.linalg.norm(way)
    points = [a]
    for k in range(number):
        points += [a + way * (k + lean) + depth * right, a + way * (k + 1)]
    return np.asarray(points, dtype=np.float64)


def jaw_outline(radius: float, gap: float, tilt: float, neck: float, depth: float = 1.0) -> Array:
    """The head of an open-ended spanner around (0, 0), its mouth up and turned by `tilt` degrees, its neck down."""
    start = np.degrees(np.arccos(min(gap / radius, 0.95)))
    outer = [(radius * np.cos(a), radius * np.sin(a)) for a in np.radians(np.linspace(180 - start, 360 + start, 30))]
    bottom = -depth * radius * 0.35
    mouth = [(gap, bottom + 0.45 * gap), (0.45 * gap, bottom), (-0.45 * gap, bottom), (-gap, bottom + 0.45 * gap)]
    points = np.asarray(outer + mouth, dtype=np.float64)
    t = np.radians(tilt)
    turned = points @ np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]])
    hip = np.abs(turned[:, 0]) < neck
    turned[hip & (turned[:, 1] < -0.8 * radius), 1] -= 0.05 * radius
    return np.asarray(turned)


def bit(rng: np.random.Generator, length: float, radius: float) -> Part:
    """A twist drill upright from z = 0."""
    body = cylinder(radius, length * 0.9, segments=14)
    tip = cylinder(radius, length * 0.1, at=(0, 0, length * 0.9), top=radius * 0.05, segments=14)
    vertices = np.concatenate([body.vertices, tip.vertices])
    faces = np.concatenate([body.faces, tip.faces + len(body.vertices)])
    z = np.linspace(0.3 * length, 0.9 * length, 40)
    turns = between(rng, 2.5, 4.0)
    lines = []
    for phase in (0.0, np.pi):
        angle = phase + np.linspace(0, 2 * np.pi * turns, 40)
        lines.append(stroke(np.column_stack([radius * np.cos(angle), radius * np.sin(angle), z])))
    return body.with_(vertices=vertices, faces=faces, strokes=tuple(lines))
