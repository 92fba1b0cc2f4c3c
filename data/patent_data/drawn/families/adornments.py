"""Bracelets, vases and hanging ornaments (11-01, 11-02, 11-05)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, rounded_rectangle, star, superellipse
from patent_data.drawn.families.bits import (
    Array,
    around,
    between,
    circle,
    count,
    curve,
    environment,
    limb,
    one_of,
    ring_line,
    rod,
    values,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.gem_parts import charm, gem
from patent_data.drawn.solids import Part, cylinder, extrude, loft, moved, revolve, rotated, sphere, stroke, tube


def _bracelet(rng: np.random.Generator) -> list[Part]:
    """A bracelet or bangle lying flat."""
    r = between(rng, 2.4, 3.0)
    kind = one_of(rng, "beads", "cuff", "chain", "bangle", "plates")
    if kind == "beads":
        n = count(rng, 16, 30)
        size = np.pi * r / n
        shape = one_of(rng, "ball", "ball", "disc", "facet")
        if shape == "disc":
            one = [
                revolve(
                    [(size * 0.5, -size), (size * 1.1, -0.6 * size), (size * 1.1, 0.6 * size), (size * 0.5, size)],
                    axis="y",
                    segments=16,
                ).moved(x=r)
            ]
        elif shape == "facet":
            one = [sphere(size * 1.02, segments=8).with_(smooth_angle=10.0).moved(x=r)]
        else:
            one = [sphere(size, segments=14).moved(x=r)]
        parts = around(one, n)
        if whether(rng, 0.5):
            parts += moved(charm(rng, 0.6, 0.15), y=-r, z=-size - 0.9)
            parts.append(tube(circle((0, -r, -size - 0.15), 0.2, "x", 16), 0.05, closed=True, segments=6))
        return parts
    if kind in ("cuff", "bangle"):
        gap = between(rng, 20, 50) if kind == "cuff" else 0.0
        h = between(rng, 0.3, 1.6)
        a = (
            np.radians(np.linspace(-90 + 180 + gap, -90 + 180 + 360 - gap, 48))
            if gap
            else np.linspace(0, 2 * np.pi, 48, endpoint=False)
        )
        line = np.column_stack([r * np.cos(a), 0.85 * r * np.sin(a), np.zeros(48)])
        section = superellipse(between(rng, 0.1, 0.2), h / 2, between(rng, 2.0, 5.0), n=18)
        body = tube(line, 1.0, section=section, closed=not gap)
        out = 1 + 0.2 / r
        for z in one_of(rng, (), (-0.3, 0.3), (0.0,), (-0.25, 0, 0.25)):
            body = body.with_strokes(
                stroke(line * [out * 0.985, out * 0.985, 1] + np.array([0, 0, z * h]), closed=not gap)
            )
        parts = [body]
        if whether(rng, 0.4):
            parts += [
                p.moved(y=-0.85 * r - 0.1) for p in rotated(gem(rng, one_of(rng, "oval", "round"), 0.45), "x", 90.0)
            ]
        if gap:
            parts += (
                [sphere(max(0.2, 0.3 * h), at=(float(p[0]), float(p[1]), 0), segments=14) for p in (line[0], line[-1])]
                if whether(rng, 0.6)
                else []
            )
        return parts
    n = count(rng, 14, 22)
    parts = []
    step = 2 * np.pi * r / n
    for k in range(n):
        turn = 360.0 * k / n
        if kind == "plates":
            link = extrude(rounded_rectangle(step * 0.82, 0.8, 0.12, n=3), 0.2, bevel=0.05).moved(y=-r)
            parts.append(link.rotated("z", turn))
            pin = cylinder(0.06, 0.5, at=(step / 2, -r, -0.25), segments=8).rotated("z", turn)
            parts.append(pin)
        else:
            ring = circle((0, 0, 0), step * 0.62, "y" if k % 2 else "z", 16) * [1.0, 0.6, 0.6]
            parts.append(tube(ring, step * 0.13, closed=True, segments=6).moved(y=-r).rotated("z", turn))
    parts.append(cylinder(0.22, 0.8, at=(0, r, 0), axis="x", segments=16))
    return parts


def _vase(rng: np.random.Generator) -> list[Part]:
    """A vase or flower pot: turned, twisted, faceted, ribbed or oval in plan."""
    h, r = between(rng, 3.0, 6.5), between(rng, 0.9, 2.0)
    shape = one_of(rng, "bottle", "urn", "trumpet", "cylinder", "gourd", "pot")
    radii = {
        "bottle": [0.7, 1.0, 0.95, 0.4, 0.32, 0.42],
        "urn": [0.5, 0.9, 1.0, 0.85, 0.55, 0.65],
        "trumpet": [0.55, 0.5, 0.5, 0.6, 0.8, 1.1],
        "cylinder": [0.9, 0.95, 0.95, 0.95, 0.95, 0.95],
        "gourd": [0.6, 1.0, 0.75, 0.55, 0.75, 0.5],
        "pot": [0.65, 0.75, 0.83, 0.9, 0.95, 1.0],
    }[shape]
    wave = [v * between(rng, 0.85, 1.15) * r for v in radii]
    n, thick = 22, between(rng, 0.06, 0.14)
    z = np.linspace(0, h, n)
    radius = values(wave, n)
    style = one_of(rng, "round", "round", "ribbed", "facet", "twist", "oval", "square")
    around_n = 48
    a = np.linspace(0, 2 * np.pi, around_n, endpoint=False)
    lobes, depth = count(rng, 6, 16), between(rng, 0.04, 0.1)
    flat, turn = between(rng, 0.5, 0.8), between(rng, 0.6, 2.0)
    corners = count(rng, 5, 9)

    def ring(rad: float, level: float) -> Array:
        t = level / h
        if style == "ribbed":
            s = 1 - depth * (0.5 + 0.5 * np.cos(lobes * a))
        elif style == "twist":
            s = 1 - 1.5 * depth * (0.5 + 0.5 * np.cos(lobes // 2 * (a + turn * t)))
        elif style == "facet":
            s = np.cos(np.pi / corners) / np.cos((a % (2 * np.pi / corners)) - np.pi / corners)
        elif style == "square":
            return np.column_stack([superellipse(rad, rad, 5.0, n=around_n), np.full(around_n, level)])
        else:
            s = np.ones(around_n)
        y = flat if style == "oval" else 1.0
        return np.column_stack([rad * s * np.cos(a), y * rad * s * np.sin(a), np.full(around_n, level)])

    rings = [ring(float(q), float(v)) for q, v in zip(radius, z, strict=True)]
    inner = [
        ring(max(float(q) - thick, 0.1), float(v)) for q, v in zip(radius[::-3], z[::-3], strict=True) if v > 0.15 * h
    ]
    body = loft([*rings, *inner]).with_(smooth_angle=40.0 if style != "facet" else 25.0)
    parts = [body]
    if style == "round":
        for t in one_of(rng, (), (0.3, 0.33), (0.7,), (0.15, 0.8, 0.85)):
            k = int(t * (n - 1))
            body = body.with_strokes(ring_line((0, 0, float(z[k])), float(radius[k]) * 1.002, "z", n=48))
        if whether(rng, 0.25):
            m, low, high = count(rng, 8, 16), int(0.35 * n), int(0.65 * n)
            for k in range(m):
                ang = 2 * np.pi * (k + np.array([0.0, 0.5, 1.0])) / m
                zig = [
                    (float(radius[q]) * 1.003 * np.cos(w), float(radius[q]) * 1.003 * np.sin(w), float(z[q]))
                    for w, q in zip(ang, (low, high, low), strict=True)
                ]
                for p0, p1 in ((0, 1), (1, 2)):
                    ts = np.linspace(0, 1, 8)
                    lev = (1 - ts) * zig[p0][2] + ts * zig[p1][2]
                    an = (1 - ts) * ang[p0] + ts * ang[p1]
                    rr = np.interp(lev, z, radius) * 1.004
                    body = body.with_strokes(stroke(np.column_stack([rr * np.cos(an), rr * np.sin(an), lev])))
        parts[0] = body
        if whether(rng, 0.5):
            parts.append(
                revolve(
                    [
                        (float(radius[-1]) - 0.02, h - 0.12),
                        (float(radius[-1]) + 0.12, h - 0.06),
                        (float(radius[-1]) + 0.1, h + 0.06),
                        (float(radius[-1]) - thick, h + 0.08),
                        (float(radius[-1]) - thick, h - 0.12),
                        (float(radius[-1]) - 0.02, h - 0.12),
                    ]
                )
            )
        if shape in ("urn", "bottle", "gourd") and whether(rng, 0.4):
            k, q = int(0.9 * n), int(0.5 * n)
            x0, x1 = float(radius[k]), float(radius[q])
            line = curve(
                (x0 * 0.95, 0, z[k]),
                (x0 + 0.5 * r, 0, z[k] + 0.1),
                (x1 + 0.35 * r, 0, (z[k] + z[q]) / 2),
                (x1 * 0.96, 0, z[q]),
                n=20,
            )
            parts += [limb(line, [0.12 * r], [0.09 * r], n=14).scaled(w, 1, 1) for w in (1, -1)]
    if whether(rng, 0.4):
        foot = float(radius[0])
        parts.append(
            revolve([(foot * 1.1, -0.15), (foot * 1.12, -0.05), (foot * 0.98, 0.06)]).scaled(
                1, flat if style == "oval" else 1.0, 1
            )
        )
    return parts


def _ornament(rng: np.random.Generator) -> list[Part]:
    """A hanging decoration: bauble, star, snowflake, bell or tree."""
    kind = one_of(rng, "bauble", "star", "flake", "bell", "tree", "drop")
    parts: list[Part] = []
    r = between(rng, 1.4, 2.0)
    top = r
    if kind in ("bauble", "drop"):
        tail = between(rng, 0.6, 1.6) if kind == "drop" else 0.0
        profile = curve((0, -r - tail), (0.55 * r, -0.8 * r - tail * 0.3), (r, 0), (0.75 * r, 0.7 * r), (0.25, r), n=26)
        ball = revolve(profile)
        for z in one_of(rng, (), (-0.2, 0.2), (0.0,), (-0.35, 0, 0.35)):
            ball = ball.with_strokes(
                ring_line((0, 0, z * r), float(np.interp(z * r, profile[:, 1], profile[:, 0])) * 1.002, "z", n=56)
            )
        m = count(rng, 0, 12)
        for k in range(m):
            a = 2 * np.pi * k / m + 0.15 * np.sin(np.linspace(0, 6, len(profile)) * one_of(rng, 0, 1))
            ball = ball.with_strokes(
                stroke(
                    np.column_stack(
                        [profile[:, 0] * 1.002 * np.cos(a), profile[:, 0] * 1.002 * np.sin(a), profile[:, 1]]
                    )
                )
            )
        parts.append(ball)
    elif kind == "star":
        n = count(rng, 5, 8)
        ring = star(n, r, r * between(rng, 0.38, 0.6))
        rows = [
            np.column_stack([ring[:, 0] * s, np.full(2 * n, y), ring[:, 1] * s])
            for s, y in ((0.02, -0.35), (1.0, 0.0), (0.02, 0.35))
        ]
        parts.append(loft(rows).with_(smooth_angle=8.0))
    elif kind == "flake":
        w = between(rng, 0.1, 0.2)
        arm = [extrude(np.array([(-w, 0), (w, 0), (w * 0.8, r), (0, r * 1.1), (-w * 0.8, r)]), 0.2)]
        for z in one_of(rng, (0.5, 0.75), (0.6,), (0.35, 0.6, 0.82)):
            long = between(rng, 0.25, 0.5) * (1.2 - z)
            twig = extrude(np.array([(-0.7 * w, 0), (0.7 * w, 0), (0.6 * w, long * r), (-0.6 * w, long * r)]), 0.17)
            arm += [twig.rotated("y", t).moved(z=z * r) for t in (-55, 55)]
        parts += around(arm, 6, "y")
        parts.append(extrude(regular_polygon(6, 0.3 * r), 0.26))
    elif kind == "bell":
        profile = curve((r, -r), (0.72 * r, -0.6 * r), (0.55 * r, 0.2 * r), (0.3 * r, 0.8 * r), (0.0, 0.95 * r), n=20)
        bell = revolve([(0.85 * r, -0.98 * r), (r * 0.99, -1.02 * r), *profile], segments=48)
        rings = [
            ring_line((0, 0, z * r), float(np.interp(z * r, profile[:, 1], profile[:, 0])) * 1.003, "z", n=48)
            for z in (-0.75, -0.68)
        ]
        parts += [bell.with_strokes(*rings), sphere(0.25, at=(0, 0, -1.1 * r), segments=16)]
    else:
        tiers = count(rng, 3, 5)
        step = 2 * r / tiers
        parts += [
            cylinder(
                r * (0.8 - 0.55 * k / tiers),
                step * 1.4,
                at=(0, 0, -r + k * step),
                top=0.15 * r * (1 - k / tiers),
                segments=36,
            )
            for k in range(tiers)
        ]
        parts.append(cylinder(0.25 * r, 0.5, at=(0, 0, -r - 0.4), segments=20))
        top = r + step * 0.4
    parts.append(
        cylinder(0.26, 0.35, at=(0, 0, top - 0.1), segments=24).with_strokes(
            *[
                stroke(
                    rod((0.262 * np.cos(a), 0.262 * np.sin(a), top), (0.262 * np.cos(a), 0.262 * np.sin(a), top + 0.2)),
                    "light",
                )
                for a in np.linspace(0, 6.28, 16)
            ]
        )
    )
    parts.append(tube(circle((0, 0, top + 0.42), 0.2, "y", 18), 0.045, closed=True, segments=6))
    if whether(rng, 0.3):
        cord = curve(
            (0, 0, top + 0.6), (-0.4, 0, top + 1.8), (0, 0, top + 2.6), (0.4, 0, top + 1.8), (0, 0, top + 0.6), n=24
        )
        parts += environment(rng, [tube(cord, 0.04, segments=6)], 0.4)
    return parts


FAMILIES = (
    Family("bracelet", "11-01", ("Bracelet", "Bangle", "Cuff bracelet", "Jewelry bracelet"), _bracelet),
    Family("vase", "11-02", ("Vase", "Flower vase", "Decorative vase", "Planter"), _vase),
    Family(
        "hanging_ornament",
        "11-05",
        ("Ornament", "Christmas ornament", "Holiday decoration", "Hanging ornament"),
        _ornament,
    ),
)
