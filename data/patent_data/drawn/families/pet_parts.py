"""Outlines and parts that articles for animals share: paws, bones, gabled houses, perches and ropes."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, spline
from patent_data.drawn.families.bits import Array, between, count, one_of, rod, whether
from patent_data.drawn.solids import Part, box, cylinder, extrude, stroke, tube


def paw(size: float) -> list[Array]:
    """The outlines of a paw print around (0, 0)."""
    pad = spline(
        np.array(
            [(0, -0.9), (0.55, -0.85), (0.8, -0.45), (0.4, 0.0), (0, 0.15), (-0.4, 0.0), (-0.8, -0.45), (-0.55, -0.85)]
        ),
        closed=True,
        n=28,
    )
    toes = [
        ellipse(0.24, 0.34, n=16) + np.array([x, z])
        for x, z in ((-0.95, 0.2), (-0.36, 0.68), (0.36, 0.68), (0.95, 0.2))
    ]
    return [size * shape for shape in (pad, *toes)]


def bone_outline(long: float, wide: float) -> Array:
    """The outline of a bone lying level."""
    end = [(0.5, 0.0), (0.62, 0.28), (0.5, 0.5), (0.36, 0.45), (0.28, 0.22)]
    right = [*[(x, -z) for x, z in end[:0:-1]], *end]
    points = [*right, *[(-x, -z) for x, z in right]]
    return spline(np.array(points) * [long, wide * 1.3], closed=True, n=64)


def perch(radius: float, long: float, at: tuple[float, float, float]) -> Part:
    """A round perch that stands out of a front."""
    return cylinder(radius, long, at=(at[0], at[1] - long / 2, at[2]), axis="y", segments=14)


def rope(line: Array, radius: float, turns: int, closed: bool) -> list[Part]:
    """Two strands twisted along a path."""
    n = len(line)
    t = np.linspace(0, n - (0 if closed else 1), min(150, 6 * turns), endpoint=not closed)
    index = np.arange(n + 1) if closed else np.arange(n)
    path = np.vstack([line, line[:1]]) if closed else line
    fine = np.column_stack([np.interp(t, index, path[:, k]) for k in range(3)])
    way = np.gradient(fine, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    up = (
        np.cross(way, [0.0, 1.0, 0.0])
        if np.abs(fine[:, 1]).max() < 1e-6 + np.abs(fine[:, 0]).max() * 0.2
        else np.broadcast_to([0.0, 0.0, 1.0], way.shape)
    )
    up = up / np.linalg.norm(up, axis=1, keepdims=True)
    side = np.cross(way, up)
    angle = 2 * np.pi * turns * np.linspace(0, 1, len(t), endpoint=not closed) / 2
    angle = angle if not closed else 2 * np.pi * (turns // 2) * np.linspace(0, 1, len(t), endpoint=False)
    strands = []
    for phase in (0.0, np.pi):
        shift = np.cos(angle + phase)[:, None] * up + np.sin(angle + phase)[:, None] * side
        strands.append(tube(fine + 0.85 * radius * shift, radius, closed=closed, segments=7))
    return strands


def gable_house(rng: np.random.Generator, half: float, deep: float, tall: float, walls: bool) -> list[Part]:
    """A small house with a pitched, single-slope or stepped roof; without walls, posts carry the roof over a tray."""
    rise, over = between(rng, 0.45, 1.0) * half, between(rng, 0.15, 0.4)
    thick = between(rng, 0.1, 0.18)
    kind = one_of(rng, "gable", "gable", "shed", "side")
    parts: list[Part] = []
    if walls:
        ring = np.array([(-half, 0), (half, 0), (half, tall), (0, tall + rise), (-half, tall)])
        if kind == "shed":
            parts.append(
                extrude(np.array([(-deep, 0), (deep, 0), (deep, tall + 0.6 * rise), (-deep, tall)]), 2 * half, axis="x")
            )
        elif kind == "side":
            parts.append(
                extrude(
                    np.array([(-deep, 0), (deep, 0), (deep, tall), (0, tall + rise), (-deep, tall)]), 2 * half, axis="x"
                )
            )
        else:
            parts.append(extrude(ring, 2 * deep))
        lines = []
        style = one_of(rng, "plain", "boards", "upright", "logs")
        if style in ("boards", "logs"):
            for z in np.linspace(0, tall, count(rng, 5, 10))[1:]:
                lines.append(stroke(rod((-half, -deep - 0.001, z), (half, -deep - 0.001, z)), "light"))
                lines += [
                    stroke(rod((s * (half + 0.001), -deep, z), (s * (half + 0.001), deep, z)), "light") for s in (-1, 1)
                ]
        elif style == "upright":
            lines += [
                stroke(rod((x, -deep - 0.001, 0), (x, -deep - 0.001, tall)), "light")
                for x in np.linspace(-half, half, count(rng, 5, 9))[1:-1]
            ]
        parts[0] = parts[0].with_strokes(*lines)
    else:
        kind = "gable" if kind == "shed" else kind
        parts += [
            box(0.16, 0.16, tall + 0.1, at=(sx * (half - 0.2), sy * (deep - 0.2), 0))
            for sx in (-1, 1)
            for sy in (-1, 1)
        ]
        tray = 0.35
        parts += [box(0.1, 2 * deep, tray, at=(s * half, 0, 0)) for s in (-1, 1)] + [
            box(2 * half + 0.1, 0.1, tray, at=(0, s * deep, 0)) for s in (-1, 1)
        ]
        if whether(rng):
            parts.append(
                cylinder(0.55 * min(half, deep), tall * 0.8, at=(0, 0, 0.1), segments=28).with_(surface="glass")
            )
    parts.append(box(2 * half + over, 2 * deep + over, thick, at=(0, 0, -thick)))
    rows = count(rng, 0, 5)
    if kind == "shed":
        a, b = (
            np.array([-deep - over, tall - 0.02 - over * 0.3 * rise / deep]),
            np.array([deep + over, tall + 0.6 * rise + over * 0.3 * rise / deep]),
        )
        slope = np.vstack([a, b, b + np.array([0, thick]), a + np.array([0, thick])])
        parts.append(extrude(slope, 2 * (half + over), axis="x"))
        return parts
    run = half if kind == "gable" else deep
    drop = over * rise / run
    for s in (-1, 1):
        lift = 0.0 if s > 0 else 0.003
        slope = np.array(
            [
                (0, tall + rise + lift),
                (s * (run + over), tall - drop),
                (s * (run + over), tall - drop + thick * 1.1),
                (0, tall + rise + thick * 1.3 + lift),
            ]
        )
        panel = extrude(slope, 2 * ((deep if kind == "gable" else half) + over), axis="y" if kind == "gable" else "x")
        reach = (deep if kind == "gable" else half) + over
        for k in range(1, rows + 1):
            t = k / (rows + 1)
            u, z = s * (run + over) * t, (tall + rise + thick * 1.3) * (1 - t) + (tall - drop + thick * 1.1) * t + 0.002
            line = rod((u, -reach, z), (u, reach, z)) if kind == "gable" else rod((-reach, u, z), (reach, u, z))
            panel = panel.with_strokes(stroke(line, "light"))
        parts.append(panel)
    return parts
