"""The family of carrier bags and sacks (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.packs import bag_body
from patent_data.drawn.families.shaping import grounded, lifted, oval, rod
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, loft, stroke


def bag_handles(rng: Rng, w: float, d: float, h: float, pinch: float) -> tuple[list[Part], list[Stroke]]:
    """The two handles of a paper bag: ropes, straps, or holes cut in its walls."""
    parts: list[Part] = []
    lines: list[Stroke] = []
    grip = pick(rng, "rope", "strap", "die", "rope")
    half, rise = between(rng, 0.14, 0.24) * w, between(rng, 0.18, 0.45) * h
    for s in (-1, 1):
        y = s * d / 2 * (1 - pinch)
        if grip == "rope":
            path = [
                [-half, y, 0.93 * h],
                [-half * 1.02, y * 0.95, h + 0.35 * rise],
                [0, y * 0.8, h + rise],
                [half * 1.02, y * 0.95, h + 0.35 * rise],
                [half, y, 0.93 * h],
            ]
            parts.append(rod(path, 0.012 * w + 0.1, 26, 8))
            parts += [
                cylinder(0.022 * w, 0.3, at=(x, y * 1.01 + s * 0.1, 0.93 * h), axis="y", segments=16)
                for x in (-half, half)
            ]
        elif grip == "strap":
            outer = np.array(
                [
                    (-half - 1, 0.9 * h),
                    (-half - 1, h + rise),
                    (half + 1, h + rise),
                    (half + 1, 0.9 * h),
                    (half - 1, 0.9 * h),
                    (half - 1, h + rise - 2),
                    (-half + 1, h + rise - 2),
                    (-half + 1, 0.9 * h),
                ]
            )
            parts.append(extrude(outer, 0.2, axis="y", at=(0, y * 0.97, 0)))
        else:
            hole = rounded_rectangle(2 * half, 0.05 * h, 0.024 * h, n=4) + np.array((0, 0.9 * h))
            lines.append(
                stroke(np.column_stack([hole[:, 0], np.full(len(hole), y + s * 0.12), hole[:, 1]]), closed=True)
            )
    return parts, lines


def paper_bag(rng: Rng, kind: str, w: float, d: float, h: float) -> list[Part]:
    """A folded paper bag: gussets, handles or a rolled top."""
    lines: list[Stroke] = []
    pinch = between(rng, 0.0, 0.5) if kind == "paper" else 0.9
    wall = np.array([[-w, -d], [w, -d], [w, 0], [w, d], [-w, d], [-w, 0]]) / 2
    rings = []
    for z in np.linspace(0, 1, 5):
        p = wall.copy()
        p[:, 1] *= 1 - pinch * z**1.5
        p[[2, 5], 0] *= 1 - 0.5 * (d / w) * pinch * z
        rings.append(lifted(p, z * h))
    inner = [r * (0.985, 0.97, 1.0) for r in reversed(rings)]
    shell = rings if kind == "folded" else [*rings, *inner[:-1], inner[-1] + (0, 0, 0.3)]
    parts = [loft(np.array(shell)).with_(smooth_angle=8.0 if kind == "paper" else 12.0)]
    front = -d / 2 - 0.05
    fold = 0.5 * d
    lines += [stroke([[-w / 2, front, fold], [w / 2, front, fold]], kind="light")] if maybe(rng) and pinch < 0.2 else []
    if maybe(rng, 0.6):
        shape = pick(
            rng,
            oval(0.4 * w, 0.3 * h, 2.0),
            rounded_rectangle(0.5 * w, 0.35 * h, 0.03 * w),
            oval(0.36 * w, 0.36 * w, 2, 40),
        ) + np.array((0, 0.45 * h))
        lines.append(stroke([[x, front * (1 - pinch * (z / h) ** 1.5) - 0.05, z] for x, z in shape], closed=True))
    if kind == "folded":
        roll = between(rng, 0.05, 0.12) * h
        parts.append(box(w * 1.01, 0.12 * d + 0.6, roll, at=(0, -0.03 * d, h - 0.6 * roll)))
        if maybe(rng, 0.5):
            parts += [cylinder(0.06 * w, 0.5, at=(0, -0.12 * d - 0.4, h - 0.2 * roll), axis="y", segments=20)]
    else:
        grips, cuts = bag_handles(rng, w, d, h, pinch)
        parts, lines = [*parts, *grips], [*lines, *cuts]
    parts[0] = parts[0].with_strokes(*lines)
    return parts


def tied_sack(rng: Rng, w: float, d: float, h: float) -> list[Part]:
    """A sack tied at its neck, with pleats and sometimes a bow."""
    neck = between(rng, 0.12, 0.3)
    levels = [
        (0.85, 0.8 * d, 3.0, 0.0),
        (1.0, d, 2.8, 0.08),
        (1.0, 1.05 * d, 2.4, 0.4),
        (0.85, 0.9 * d, 2.2, 0.66),
        (neck * 1.6, neck * 1.5 * d, 2.0, 0.8),
        (neck, neck * d, 2.0, 0.84),
        (neck * 2.2, neck * 2.4 * d, 2.0, 0.93),
        (neck * 2.8, neck * 3 * d, 2.0, 1.0),
    ]
    body, rings = bag_body(rng, w, h, levels)
    pleats = [
        stroke(
            [
                [float(rings[i][k, 0]) * 1.01, float(rings[i][k, 1]) * 1.01, float(rings[i][k, 2])]
                for i in (3, 4, 5, 6, 7)
            ],
            kind="light",
        )
        for k in range(0, 48, whole(rng, 3, 5))
    ]
    parts = [body.with_(strokes=tuple(pleats))]
    r = neck * w / 2
    parts.append(
        loft(np.array([lifted(oval(2.2 * r, 2.2 * neck * d / 2 + 0.6, 2, 24), z) for z in (0.825 * h, 0.855 * h)]))
    )
    if maybe(rng):
        parts += [
            rod(
                [
                    [0, -neck * d / 2 - 0.4, 0.84 * h],
                    [s * 0.12 * w, -neck * d - 1, 0.9 * h],
                    [s * 0.2 * w, -neck * d - 1, 0.82 * h],
                    [0, -neck * d / 2 - 0.4, 0.84 * h],
                ],
                0.35,
                24,
                8,
            )
            for s in (-1, 1)
        ]
        parts += [
            rod(
                [
                    [0, -neck * d / 2 - 0.4, 0.84 * h],
                    [s * 0.06 * w, -neck * d - 1, 0.74 * h],
                    [s * 0.1 * w, -0.6 * d, 0.64 * h],
                ],
                0.3,
                16,
                8,
            )
            for s in (-1, 1)
        ]
    return parts


def build_bag(rng: Rng) -> list[Part]:
    """A carrier bag: paper folds, rope, strap or die-cut handles, a bow, a folded top, a sack."""
    w = between(rng, 16, 42)
    h = w * between(rng, 0.8, 1.6)
    d = w * between(rng, 0.25, 0.5)
    kind = pick(rng, "paper", "paper", "folded", "sack", "vest")
    lines: list[Stroke] = []
    parts: list[Part] = []
    if kind in ("paper", "folded"):
        parts += paper_bag(rng, kind, w, d, h)
    elif kind == "sack":
        parts = tied_sack(rng, w, d, h)
    else:
        strap, cut = between(rng, 0.18, 0.28) * w, between(rng, 0.22, 0.34) * h
        half = w / 2
        scoop = np.column_stack(
            [
                np.linspace(half - strap, -half + strap, 15),
                h - cut * np.sqrt(np.clip(1 - np.linspace(1, -1, 15) ** 4, 0, 1)),
            ]
        )
        outline = np.vstack([[[-half, 0], [half, 0], [half, h]], scoop, [[-half, h]]])
        parts = [extrude(outline, 0.25 * d, axis="y", bevel=0.1 * d)]
        lines += [
            stroke([[s * (half - strap), -0.13 * d, 0.02 * h], [s * (half - strap), -0.13 * d, h - cut]], kind="light")
            for s in (-1, 1)
        ]
        if maybe(rng, 0.7):
            shape = oval(0.4 * w, 0.3 * h, pick(rng, 2.0, 5.0)) + np.array((0, 0.35 * h))
            lines.append(
                stroke(np.column_stack([shape[:, 0], np.full(len(shape), -0.13 * d), shape[:, 1]]), closed=True)
            )
    parts[0] = parts[0].with_(strokes=parts[0].strokes + tuple(lines))
    return grounded(parts)


FAMILIES = (Family("bag", "09-05", ("Bag", "Shopping bag", "Paper bag", "Gift bag", "Sack"), build_bag),)
