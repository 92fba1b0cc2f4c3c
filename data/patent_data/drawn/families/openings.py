"""Windows and doors (25-02)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rectangle
from patent_data.drawn.families.bits import (
    between,
    count,
    environment,
    one_of,
    rectangle_line,
    rod,
    whether,
)
from patent_data.drawn.families.building_parts import frame_bars
from patent_data.drawn.families.family import Family
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, moved, revolve, rotated, stroke, tube

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _pane_frame(w: float, h: float, frame: float, depth: float) -> Part:
    """A rectangular frame around the origin."""
    return extrude(rectangle(w, h), depth, holes=(rectangle(w - 2 * frame, h - 2 * frame),))


def _window(rng: np.random.Generator) -> list[Part]:
    """A window of one to three sashes, straight or arched, with bars, a sill and handles."""
    w, h = between(rng, 2.4, 5.0), between(rng, 3.0, 5.0)
    depth, frame = between(rng, 0.35, 0.6), between(rng, 0.16, 0.28)
    arched = whether(rng, 0.25)
    kind = one_of(rng, "casement", "sliding", "sash", "fixed")
    parts: list[Part] = []
    if arched:
        a = np.linspace(0, np.pi, 25)
        arch = np.column_stack([w / 2 * np.cos(a), h / 2 + w / 2 * np.sin(a)])
        ring = np.vstack([arch, [(-w / 2, -h / 2), (w / 2, -h / 2)]])
        inner = np.vstack(
            [
                arch * [(w / 2 - frame) / (w / 2), 1] - np.column_stack([np.zeros(25), frame * np.sin(a)]),
                [(-w / 2 + frame, -h / 2 + frame), (w / 2 - frame, -h / 2 + frame)],
            ]
        )
        parts.append(extrude(ring, depth, holes=(inner,)))
        parts.append(box(w - frame, depth * 0.9, frame, at=(0, 0, h / 2 - frame / 2)))
        parts.append(extrude(inner, 0.05).with_(surface="glass"))
        rays = count(rng, 0, 3)
        parts += [
            box(0.08, 0.14, w / 2 - frame).rotated("y", 180.0 * (k + 1) / (rays + 1) - 90.0).moved(z=h / 2)
            for k in range(rays)
        ]
    else:
        parts.append(_pane_frame(w, h, frame, depth))
    if arched:
        kind = one_of(rng, "casement", "fixed")
    n = {"casement": one_of(rng, 1, 2, 2), "sliding": 2, "sash": 2, "fixed": 1}[kind]
    iw, ih = w - 2 * frame, h - 2 * frame
    sash = frame * between(rng, 0.6, 0.9)
    bars_x, bars_z = one_of(rng, (0, 0), (1, 1), (1, 2), (0, 2), (2, 3))
    for k in range(n):
        sw, sh = (iw / n, ih) if kind != "sash" else (iw, ih / 2 + sash / 2)
        x = (k - (n - 1) / 2) * iw / n if kind != "sash" else 0.0
        z = 0.0 if kind != "sash" else (0.25 * ih - sash / 4) * (1 if k else -1)
        y = 0.0 if kind in ("casement", "fixed") else (-0.12 if k == 0 else 0.12) * depth / 0.4
        if kind == "sliding":
            sw += sash * 0.7
        unit = [
            _pane_frame(sw, sh, sash, depth * 0.4),
            extrude(rectangle(sw - 2 * sash, sh - 2 * sash), 0.04).with_(surface="glass"),
        ]
        unit += [
            box(
                0.07,
                0.14,
                sh - 2 * sash,
                at=((i + 1) / (bars_x + 1) * (sw - 2 * sash) - (sw / 2 - sash), 0, -sh / 2 + sash),
            )
            for i in range(bars_x)
        ]
        unit += [
            box(
                sw - 2 * sash, 0.14, 0.07, at=(0, 0, (i + 1) / (bars_z + 1) * (sh - 2 * sash) - (sh / 2 - sash) - 0.035)
            )
            for i in range(bars_z)
        ]
        if kind == "casement":
            edge = (sw / 2 - sash / 2) * (1 if k == 0 else -1)
            unit += [
                box(0.12, 0.1, 0.32, at=(edge, -depth * 0.22, -0.16), radius=0.03),
                box(0.09, 0.1, 0.5, at=(edge, -depth * 0.22 - 0.1, -0.4)),
            ]
            if whether(rng, 0.3):
                turn = between(rng, 15, 60) * (1 if k == 0 else -1)
                unit = rotated(unit, "z", -turn, (-(sw / 2) * (1 if k == 0 else -1), 0, 0))
        parts += moved(unit, x, y, z)
    if whether(rng, 0.5):
        parts.append(box(w + 0.5, depth + 0.5, 0.14, at=(0, -0.22, -h / 2 - 0.12)))
    if whether(rng, 0.3):
        parts += [box(0.3, 0.12, h, at=(s * (w / 2 + 0.12), -depth / 2, -h / 2)) for s in (-1, 1)]
    if whether(rng, 0.2) and not arched:
        for s in (-1, 1):
            shutter = box(w / 2, 0.12, h, at=(s * (w * 0.75 + 0.05), -depth / 2, -h / 2))
            slats = [
                stroke(
                    rod(
                        (s * (w * 0.75 + 0.05) - 0.2 * w, -depth / 2 - 0.061, z),
                        (s * (w * 0.75 + 0.05) + 0.2 * w, -depth / 2 - 0.061, z),
                    )
                )
                for z in np.linspace(-0.44, 0.44, count(rng, 10, 18)) * h
            ]
            parts.append(shutter.with_strokes(*slats))
    return parts


def _door(rng: np.random.Generator) -> list[Part]:
    """A door with panels, glass or boards, in its frame."""
    w, h, d = between(rng, 2.6, 3.4), between(rng, 6.4, 7.4), between(rng, 0.16, 0.28)
    leaf = extrude((rectangle(w, h) + np.array([0, h / 2])), d)
    kind = one_of(rng, "panels", "panels", "boards", "glazed", "ribs", "barn")
    parts: list[Part] = []
    y = -d / 2
    lines: list[Stroke] = []
    if kind == "panels":
        cols, rows = one_of(rng, 1, 2, 2), one_of(rng, 2, 3, 4)
        splits = np.sort(rng.dirichlet(np.full(rows, 6.0)))[:: one_of(rng, 1, -1)] * (h - 0.5)
        z = 0.3
        for share in splits:
            for c in range(cols):
                pw, ph = (w - 0.6) / cols - 0.2, float(share) - 0.25
                x = (c - (cols - 1) / 2) * (w - 0.5) / cols
                if ph > 0.2:
                    panel = extrude(rectangle(pw, ph), 0.1, bevel=0.045).moved(x, y, z + ph / 2)
                    parts.append(panel)
                    lines.append(rectangle_line((x, y - 0.001, z + ph / 2), pw + 0.16, ph + 0.16, X, Z))
            z += float(share)
    elif kind in ("boards", "barn"):
        n = count(rng, 4, 8)
        lines += [stroke(rod((x, y - 0.001, 0.0), (x, y - 0.001, h))) for x in (np.arange(1, n) / n - 0.5) * w]
        if kind == "barn":
            parts += [box(w, 0.1, 0.4, at=(0, y - 0.03, zz)) for zz in (0.0, h / 2 - 0.2, h - 0.4)]
            parts += frame_bars([(-w / 2 + 0.3, 0, 0.45), (w / 2 - 0.3, 0, h / 2 - 0.25)], 0.36, 0.1)
            parts[-1] = parts[-1].moved(y=y - 0.03)
            parts += [
                box(1.6 * w, 0.1, 0.22, at=(0.2 * w, y - 0.2, h + 0.35)),
                *[cylinder(0.22, 0.08, at=(x * w, y - 0.3, h + 0.68), axis="y", segments=22) for x in (-0.35, 0.35)],
                *[box(0.2, 0.06, 1.2, at=(x * w, y - 0.3, h - 0.5)) for x in (-0.35, 0.35)],
            ]
    elif kind == "glazed":
        gw, gh = w * between(rng, 0.2, 0.7), h * between(rng, 0.4, 0.8)
        shape = rectangle(gw, gh) if whether(rng, 0.7) else ellipse(gw / 2, gh / 2, n=40)
        centre = h * 0.94 - gh / 2
        parts.append(extrude(shape * 1.08, d * 1.3, holes=(shape,)).moved(z=centre))
        leaf = extrude((rectangle(w, h) + np.array([0, h / 2])), d, holes=((shape + np.array([0, centre])),))
        parts.append(extrude(shape * 1.02, 0.04).moved(z=centre).with_(surface="glass"))
        if whether(rng, 0.5):
            parts += [
                box(gw * 0.98, d, 0.07, at=(0, 0, centre + zz * gh)) for zz in np.linspace(-0.3, 0.3, count(rng, 1, 4))
            ]
    else:
        lines += [
            stroke(rod((-w / 2, y - 0.001, zz), (w / 2, y - 0.001, zz)))
            for zz in np.linspace(0.08, 0.92, count(rng, 6, 20)) * h
        ]
    side = one_of(rng, -1, 1)
    hz = 0.47 * h
    hx = side * (w / 2 - 0.3)
    handle = one_of(rng, "lever", "knob", "bar")
    if handle == "bar":
        tall = between(rng, 1.0, 4.0)
        parts += [
            cylinder(0.08, tall, at=(hx, y - 0.35, hz - tall / 2), segments=16),
            *[cylinder(0.06, 0.35, at=(hx, y - 0.17, hz + q * tall), axis="y", segments=12) for q in (-0.35, 0.35)],
        ]
    else:
        parts += [
            cylinder(0.18, 0.1, at=(hx, y - 0.05, hz), axis="y", segments=24),
            cylinder(0.07, 0.3, at=(hx, y - 0.15, hz), axis="y", segments=14),
        ]
        parts.append(
            tube(rod((hx, y - 0.3, hz), (hx - side * 0.6, y - 0.3, hz)), 0.075, segments=12)
            if handle == "lever"
            else revolve([(0.06, 0.2), (0.2, 0.28), (0.2, 0.4), (0.1, 0.48)], axis="y", segments=24)
            .mirrored("y")
            .moved(hx, y, hz)
        )
        parts.append(cylinder(0.13, 0.06, at=(hx, y - 0.03, hz - 0.5), axis="y", segments=18))
    parts.insert(0, leaf.with_strokes(*lines))
    if kind != "barn" and whether(rng, 0.6):
        f = between(rng, 0.25, 0.4)
        case = [box(f, d * 1.8, h + f, at=(s * (w / 2 + f / 2 + 0.03), 0.03, 0)) for s in (-1, 1)]
        parts += environment(rng, [*case, box(w + 0.1, d * 1.8, f - 0.04, at=(0, 0.03, h + 0.04))], 0.4)
    parts += (
        [cylinder(0.08, 0.5, at=(-side * (w / 2 + 0.03), y - 0.02, q * h), segments=12) for q in (0.12, 0.5, 0.85)]
        if whether(rng, 0.6)
        else []
    )
    return parts


FAMILIES = (
    Family("window", "25-02", ("Window", "Window frame", "Casement window"), _window),
    Family("door", "25-02", ("Door", "Door panel", "Entry door"), _door),
)
