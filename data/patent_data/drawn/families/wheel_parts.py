"""Wheels, tyres, arches and casters shared by vehicles of every kind. A wheel's axle is y; its face looks to -y."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from patent_data.drawn.curves import ellipse, offset
from patent_data.drawn.families.bits import Array, around, between, circle, count, limb, one_of, ring_line, rod, whether
from patent_data.drawn.solids import Part, box, cylinder, extrude, loft, revolve, stroke, tube

Skin = Callable[[Array, float], Array]


def tyre_profile(radius: float, width: float, rim: float, shoulder: float = 0.5) -> list[tuple[float, float]]:
    """The closed section of a tyre: (distance from the axle, place along it)."""
    w, belly = width / 2, width * 0.54
    side = radius - rim
    outer = [
        (rim, -0.8 * w),
        (rim + 0.15 * side, -w),
        (rim + 0.5 * side, -belly),
        (rim + 0.82 * side, -0.96 * w),
        (radius - 0.08 * side, -(0.95 - 0.25 * shoulder) * w),
        (radius, -(0.8 - 0.4 * shoulder) * w),
    ]
    points = outer + [(r, -z) for r, z in outer[::-1]]
    return [*points, points[0]]


def road_wheel(rng: np.random.Generator, radius: float, width: float, segments: int = 32) -> list[Part]:
    """A car or truck wheel around the origin: tyre, rim and disc, with spokes or holes."""
    rim = radius * between(rng, 0.62, 0.76)
    w = width / 2
    section = [(rim, -0.85 * w), (0.5 * (rim + radius), -1.05 * w), (0.95 * radius, -0.95 * w), (radius, -0.7 * w)]
    section += [(r, -z) for r, z in section[::-1]]
    parts = [revolve([*section, section[0]], axis="y", segments=segments)]
    face = -0.4 * width
    kind = one_of(rng, "spokes", "spokes", "twin", "disc", "holes")
    dish = between(rng, 0.0, 0.25) * width
    lip = [
        (rim * 1.01, face + 0.02),
        (rim * 1.01, face - 0.04 * width),
        (rim * 0.93, face - 0.04 * width),
        (rim * 0.9, face + 0.3 * width),
    ]
    parts.append(revolve([*lip, lip[0]], axis="y", segments=segments))
    back = face + 0.3 * width
    parts.append(cylinder(rim * 0.95, 0.1 * width, at=(0, back, 0), axis="y", segments=segments))
    hub = rim * between(rng, 0.18, 0.3)
    parts.append(
        revolve(
            [(hub * 1.1, 0.0), (hub, -0.28 * width), (hub * 0.8, -0.32 * width)][::-1],
            at=(0, back, 0),
            axis="y",
            segments=16,
        )
    )
    if kind in ("spokes", "twin"):
        n = count(rng, 5, 8)
        w0, w1 = rim * between(rng, 0.08, 0.16), rim * between(rng, 0.08, 0.2)
        lean = between(rng, -0.25, 0.25) * rim if whether(rng, 0.3) else 0.0
        shape = np.array([(-w0, 0.6 * hub), (w0, 0.6 * hub), (w1 + lean, rim * 0.94), (-w1 + lean, rim * 0.94)])
        if kind == "twin":
            shape = shape * [0.5, 1]
            n = min(n, 6)
        spoke = extrude(shape, 0.14 * width).moved(y=face + dish * 0.5 + 0.06 * width)
        one = [spoke] if kind == "spokes" else [spoke.rotated("y", 8.0), spoke.rotated("y", -8.0)]
        parts += around(one, n, "y")
    else:
        disc = cylinder(rim * 0.93, 0.1 * width, at=(0, face + 0.12 * width, 0), axis="y", segments=segments)
        n = count(rng, 6, 12)
        y = face + 0.068 * width
        for k in range(n):
            a = 2 * np.pi * k / n
            c = (0.66 * rim * np.cos(a), y, 0.66 * rim * np.sin(a))
            if kind == "holes":
                disc = disc.with_strokes(ring_line(c, 0.1 * rim, "y", n=14))
            else:
                disc = disc.with_strokes(
                    stroke(
                        np.array(
                            [
                                (v * rim * np.cos(a + t), y, v * rim * np.sin(a + t))
                                for v, t in ((0.4, 0), (0.85, 0.08), (0.85, -0.08))
                            ]
                        ),
                        closed=True,
                    )
                )
        parts.append(disc)
    return parts


def spoked_wheel(
    rng: np.random.Generator, radius: float, tyre: float, spokes: int, hub: float = 0.0, crossed: bool = True
) -> list[Part]:
    """A light wheel with thin spokes, as on a bicycle or a wheelchair."""
    hub = hub or radius * 0.07
    segments = 30
    rim = radius - 2 * tyre
    deep = between(rng, 0.5, 1.2) * tyre
    section = [
        (rim - deep, -0.35 * tyre),
        (rim + 0.25 * tyre, -0.8 * tyre),
        (rim + 0.25 * tyre, 0.8 * tyre),
        (rim - deep, 0.35 * tyre),
        (rim - deep, -0.35 * tyre),
    ]
    parts = [
        tube(circle((0, 0, 0), radius - tyre, "y", segments), tyre, closed=True, segments=6).with_(smooth_angle=60.0),
        revolve(section, axis="y", segments=segments),
    ]
    wide = 3.2 * tyre + 0.05 * radius
    lines = []
    for k in range(spokes):
        a = 2 * np.pi * k / spokes
        side = 1 if k % 2 else -1
        turn = (0.9 if (k // 2) % 2 else -0.9) if crossed else 0.0
        inner = (hub * 0.9 * np.cos(a + turn), side * wide * 0.4, hub * 0.9 * np.sin(a + turn))
        outer = ((rim - deep) * np.cos(a), 0.0, (rim - deep) * np.sin(a))
        lines.append(stroke(rod(inner, outer)))
    parts.append(
        revolve(
            [
                (hub, -wide / 2),
                (hub, -0.4 * wide),
                (0.55 * hub, -0.36 * wide),
                (0.55 * hub, 0.36 * wide),
                (hub, 0.4 * wide),
                (hub, wide / 2),
            ],
            axis="y",
            segments=16,
        ).with_strokes(*lines)
    )
    parts.append(cylinder(0.3 * hub, wide * 1.5, axis="y", segments=10))
    return parts


def small_wheel(rng: np.random.Generator, radius: float, width: float) -> list[Part]:
    """A solid wheel of a cart, pushchair or caster."""
    kind = one_of(rng, "disc", "spokes", "plain", "holes")
    tyre = radius * between(rng, 0.14, 0.28)
    inner = radius - tyre
    w = width / 2
    section = [
        (inner, -0.8 * w),
        (inner + 0.3 * tyre, -w),
        (radius - 0.3 * tyre, -w),
        (radius, -0.5 * w),
        (radius, 0.5 * w),
        (radius - 0.3 * tyre, w),
        (inner + 0.3 * tyre, w),
        (inner, 0.8 * w),
        (inner, -0.8 * w),
    ]
    parts = [revolve(section, axis="y", segments=24)]
    hub = radius * 0.2
    parts.append(cylinder(hub, width * 1.15, axis="y", segments=20))
    if kind == "spokes":
        parts.append(
            revolve(
                [
                    (inner * 0.86, -0.6 * w),
                    (inner * 1.01, -0.6 * w),
                    (inner * 1.01, 0.6 * w),
                    (inner * 0.86, 0.6 * w),
                    (inner * 0.86, -0.6 * w),
                ],
                axis="y",
                segments=36,
            )
        )
        parts += around(box(radius * between(rng, 0.08, 0.16), 0.7 * w, inner * 0.9), count(rng, 3, 7), "y")
    else:
        disc = cylinder(inner * 1.01, width * 0.55, axis="y", segments=24)
        if kind == "holes":
            n = count(rng, 4, 8)
            for k in range(n):
                a = 2 * np.pi * k / n
                disc = disc.with_strokes(
                    *[
                        ring_line(
                            (0.6 * inner * np.cos(a), s * width * 0.276, 0.6 * inner * np.sin(a)),
                            0.13 * inner,
                            "y",
                            n=14,
                        )
                        for s in (-1, 1)
                    ]
                )
        elif kind == "disc":
            disc = disc.with_strokes(
                *[ring_line((0, s * width * 0.276, 0), v * inner, "y", n=32) for s in (-1, 1) for v in (0.8, 0.45)]
            )
        parts.append(disc)
    return parts


def fork(top: float, radius: float, half: float, thick: float) -> list[Part]:
    """A U-shaped fork over a wheel at the origin, up to a stem at height `top`."""
    crown = radius * 1.12
    legs = [
        limb(rod((0, s * half, 0), (0, s * half, crown), 4), [thick * 0.7], [thick, thick * 1.3], 3.0, n=12)
        for s in (-1, 1)
    ]
    return [
        *legs,
        box(2.6 * thick, 2 * half + 2 * thick, 1.6 * thick, at=(0, 0, crown)),
        cylinder(thick * 1.2, top - crown, at=(0, 0, crown), segments=16),
    ]


def caster(rng: np.random.Generator, radius: float, top: float) -> list[Part]:
    """A swivelling caster whose plate is at height `top`; the wheel stands on z = 0."""
    width = radius * between(rng, 0.45, 0.7)
    wheel = [p.moved(x=0.35 * radius, z=radius) for p in small_wheel(rng, radius, width)]
    legs = [
        limb(
            np.array([(0.35 * radius, s * width * 0.75, radius), (0.0, s * width * 0.75, top - 0.3 * radius)]),
            [0.08 * radius],
            [0.25 * radius, 0.45 * radius],
            3.0,
            n=12,
        )
        for s in (-1, 1)
    ]
    return [*wheel, *legs, cylinder(0.5 * radius, 0.3 * radius, at=(0, 0, top - 0.35 * radius), segments=20)]


def arched_outline(top: Array, low: float, wheels: tuple[float, ...], radius: float, arch: float) -> Array:
    """A side view (x, z) with arches over the wheels; `top` runs from the foot of the rear (+x) to that of the nose."""
    points: list[tuple[float, float]] = [(float(top[-1, 0]), low)]
    dip = float(np.arcsin(np.clip((radius - low) / arch, -0.9, 0.9)))
    for x in sorted(wheels):
        for a in np.linspace(np.pi + dip, -dip, 15):
            points.append((x + arch * np.cos(a), radius + arch * np.sin(a)))
    points.append((float(top[0, 0]), low))
    return np.vstack([np.asarray(points), top])


def shell(
    outline: Array, half: float, nose: float, keep: float, crown: float, tilt: float, edge: float
) -> tuple[Part, Skin, Skin]:
    """A body of a side view (x, z), `half` wide to each side.

    Its ends draw back by `nose` towards the sides beyond `keep` from the middle, its top falls by `crown`, its sides
    lean in by `tilt` and its edges are rounded. Returned with two maps of points (x, z): onto the skin at a place
    across the body from -1 to 1, and onto its flat side (-1 or 1).
    """
    low, high = float(outline[:, 1].min()), float(outline[:, 1].max())
    middle = float(outline[:, 0].max() + outline[:, 0].min()) / 2
    reach = float(np.ptp(outline[:, 0])) / 2

    def skin(points: Array, across: float) -> Array:
        x, z = points[:, 0], points[:, 1]
        out = np.clip((np.abs(x - middle) - keep) / max(reach - keep, 1e-6), 0, 1)
        x = x - np.sign(x - middle) * nose * abs(across) ** 3 * out
        z = z - crown * across**2 * np.clip((z - low) / (high - low), 0, 1) ** 2
        return np.column_stack([x, across * (half - tilt * (z - low)), z])

    def side(points: Array, way: float) -> Array:
        return np.column_stack([points[:, 0], way * (half - tilt * (points[:, 1] - low)) * 1.001, points[:, 1]])

    near = 1 - edge / half
    rows = [skin(outline, float(s)) for s in (-near, -0.8, -0.45, 0, 0.45, 0.8, near)]
    # the chamfer meets the side at 60 degrees, so that the flat side keeps its own normals, and the top at 30
    small = offset(outline, -0.55 * edge)
    rows = [skin(small, -1.0), *rows, skin(small, 1.0)]
    return loft(np.stack(rows)), skin, side


def round_lamp(radius: float, x: float, y: float, z: float) -> Part:
    """A round lamp that looks to -x."""
    lamp = revolve(
        [(radius, 0), (radius, 0.25 * radius), (radius * 0.85, 0.4 * radius), (0, 0.5 * radius)], axis="x", segments=24
    ).mirrored("x")
    return lamp.moved(x, y, z).with_strokes(ring_line((x - 0.4 * radius, y, z), 0.85 * radius, "x", n=24))


def patch(outline: Array, x: float, y: float, z: float, depth: float) -> Part:
    """A flat piece of an outline (y, z) on an end of a vehicle."""
    return extrude(outline, depth, axis="x").moved(x, y, z)


def oval(wide: float, high: float) -> Array:
    """A small ellipse for lamps and badges."""
    return ellipse(wide, high, n=24)
