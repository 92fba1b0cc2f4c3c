"""Families of tins and carrying cases (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    inset_levels,
    layered,
    lifted,
    oval,
    ring,
    rod,
)
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, stroke, tube


def ring_pull_can(rng: Rng, kind: str) -> list[Part]:
    """A round can with a ring pull."""
    lines: list[Stroke] = []
    r = between(rng, 2.6, 5.0)
    h = r * (between(rng, 3.2, 5.2) if kind == "drink" else between(rng, 0.9, 3.0))
    neck = between(rng, 0.8, 0.9) if kind == "drink" else 1.0
    wall = (
        [(0.75 * r, 0), (0.8 * neck * r, 0.1), (r, 0.08 * h), (r, h - 0.1 * h)]
        if kind == "drink"
        else [(1.02 * r, 0), (1.02 * r, 0.3), (r, 0.35), (r, h - 0.4)]
    )
    top = [
        (neck * r, h - 0.3),
        (neck * r * 1.03, h - 0.15),
        (neck * r * 1.03, h),
        (neck * r * 0.94, h),
        (neck * r * 0.9, h - 0.5),
    ]
    if kind == "food" and maybe(rng, 0.7):
        for t in np.linspace(0.3, 0.7, whole(rng, 3, 8)):
            lines += [ring(r, t * h), ring(r, t * h + 0.012 * h + 0.05)]
    if kind == "drink" and maybe(rng, 0.4):
        lines += [ring(r, t * h) for t in (0.12, 0.85)]
    z = h - 0.48
    tab = oval(0.55 * r, 0.95 * r, 2.5, 24) + np.array((0, 0.1 * r))
    lines += [flat_ring(0.82 * neck * r, z + 0.02, kind="light")]
    if kind == "drink":
        lines.append(stroke(lifted(oval(0.75 * r, 0.62 * r, 2.4, 28) + np.array((0, -0.4 * r)), z + 0.02), closed=True))
    parts = [revolve([*wall, *top]).with_(strokes=tuple(lines))]
    if maybe(rng, 0.85):
        ringed = extrude(
            tab, 0.1, axis="z", at=(0, 0, z + 0.08), holes=[oval(0.3 * r, 0.3 * r, 2, 16) + np.array((0, 0.32 * r))]
        )
        parts += [ringed, cylinder(0.1 * r, 0.12, at=(0, -0.12 * r, z + 0.1), segments=14)]
    return grounded(parts)


def build_tin(rng: Rng) -> list[Part]:
    """A tin or drink can: beads, pull tab, slip lid, hinged lid, window, embossing."""
    kind = pick(rng, "drink", "food", "slip", "slip", "hinged", "sardine")
    if kind in ("drink", "food"):
        return ring_pull_can(rng, kind)
    w, d = between(rng, 6, 22), between(rng, 5, 18)
    h = between(rng, 1.6, 3.2) if kind == "sardine" else between(rng, 2.5, 18)
    plan = pick(
        rng,
        rounded_rectangle(w, d, between(rng, 0.08, 0.3) * min(w, d), n=6),
        oval(w, w, 2.0, 48),
        oval(w, d, 2.3, 48),
        np.column_stack([np.cos(np.arange(8) * np.pi / 4 + np.pi / 8), np.sin(np.arange(8) * np.pi / 4 + np.pi / 8)])
        * w
        / 2,
    )
    lid_h = between(rng, 0.8, max(1.2, 0.35 * h)) if kind != "sardine" else 0.2
    parts = [layered(plan, [(0.25, 0), (0.25, 0.02), (0, 0.12), (0, 0.28), (0.25, 0.34), (0.2, h)])]
    z = h
    cover = layered(
        plan,
        [
            (0, z - lid_h),
            (-0.08, z - lid_h + 0.06),
            (-0.08, z - lid_h + 0.2),
            (0, z - lid_h + 0.25),
            (0, z),
            (0.25, z + 0.18),
            (0.45, z + 0.05),
            (0.4 * min(w, d), z + 0.1),
        ],
    )
    marks: list[Stroke] = []
    deco = pick(rng, "none", "rim", "medal", "window", "rays")

    def scaled_plan(k: float) -> np.ndarray:
        return lifted(plan * inset_levels(plan, [(k, 0)])[0][:2], z + 0.14)

    if deco in ("rim", "window"):
        marks += [stroke(scaled_plan(k), closed=True) for k in ((0.9, 1.2) if deco == "rim" else (0.2 * min(w, d),))]
    elif deco == "medal":
        marks += [flat_ring(s * min(w, d), z + 0.14) for s in (0.3, 0.26)]
    elif deco == "rays":
        marks += [
            stroke(
                [
                    [0.12 * w * np.cos(a), 0.12 * d * np.sin(a), z + 0.13],
                    [0.36 * min(w, d) * np.cos(a), 0.36 * min(w, d) * np.sin(a), z + 0.13],
                ],
                kind="light",
            )
            for a in np.arange(12) * np.pi / 6
        ]
    parts.append(cover.with_(strokes=tuple(marks)))
    back = float(plan[:, 1].max())
    if kind == "hinged":
        parts += [
            cylinder(0.25, 0.22 * w, at=(s * 0.22 * w, back + 0.15, z - lid_h), axis="x", segments=14) for s in (-1, 1)
        ]
        parts.append(box(0.14 * w, 0.3, 0.9 * lid_h + 0.8, at=(0, -back - 0.15, z - lid_h - 0.6), radius=0.12))
    elif kind == "sardine":
        parts += [
            tube(lifted(oval(1.8, 2.2, 2.2, 20) + np.array((0.22 * w, 0)), z + 0.3), 0.14, closed=True, segments=6),
            cylinder(0.4, 0.3, at=(0.22 * w - 1.1, 0, z + 0.1), segments=14),
        ]
    return grounded(parts)


def build_case(rng: Rng) -> list[Part]:
    """A carrying or equipment case: shells, parting line, handle, latches, hinges, ribs, feet, wheels."""
    w, h, d = between(rng, 24, 60), between(rng, 16, 42), between(rng, 7, 24)
    corner = between(rng, 0.06, 0.25) * h
    plan = rounded_rectangle(w, h, corner, n=5)
    edge = between(rng, 0.4, 0.22 * d)
    lines: list[Stroke] = []
    split = between(rng, -0.1, 0.15) * d
    for shift in (-0.12, 0.12):
        lines.append(stroke(lifted(plan * 1.006, -split + shift), closed=True))
    shell = layered(
        plan,
        [
            (edge, -d / 2),
            (0.3 * edge, -d / 2 + 0.3 * edge),
            (0, -d / 2 + edge),
            (0, d / 2 - edge),
            (0.3 * edge, d / 2 - 0.3 * edge),
            (edge, d / 2),
        ],
    )
    face = -d / 2 - 0.04
    style = pick(rng, "plain", "ribs", "panel", "chevron", "cushions")
    inner_w, inner_h = w - 2 * corner - 2 * edge, h - 2 * corner - 2 * edge
    for y in (face, -face):
        if style == "ribs":
            lines += [
                stroke([[x + dx, -0.42 * inner_h, y], [x + dx, 0.42 * inner_h, y]])
                for x in np.linspace(-0.42, 0.42, whole(rng, 3, 7)) * inner_w
                for dx in (0, 0.8)
            ]
        elif style in ("panel", "cushions"):
            lines += [
                stroke(lifted(rounded_rectangle(inner_w * s, inner_h * s, 0.6 * corner, n=4), y), closed=True)
                for s in ((1.0,) if style == "panel" else (1.0, 0.85, 0.7))
            ]
        elif style == "chevron":
            lines += [
                stroke(
                    [[-0.4 * inner_w, k * inner_h, y], [0, (k - 0.14) * inner_h, y], [0.4 * inner_w, k * inner_h, y]]
                )
                for k in np.linspace(-0.3, 0.44, whole(rng, 3, 6))
            ]
    body = shell.with_(strokes=tuple(lines)).rotated("x", 90).moved(z=h / 2)
    parts = [body]
    half, rise, thick = between(rng, 5, 8), between(rng, 2.5, 4.5), between(rng, 0.7, 1.2)
    path = [
        [-half, split, h - 0.3],
        [-half + 0.4, split, h + 0.8 * rise],
        [-half + 2, split, h + rise],
        [half - 2, split, h + rise],
        [half - 0.4, split, h + 0.8 * rise],
        [half, split, h - 0.3],
    ]
    handle = rod(path, thick, 30, 12)
    parts += [handle, *(box(2.4, 2.6, 1.2, at=(s * half, split, h - 0.2), radius=0.4) for s in (-1, 1))]
    places = (-0.33, 0.33) if maybe(rng, 0.8) else (-0.38, 0.0, 0.38)
    size = between(rng, 2.2, 4.0)
    for k in places:
        if places == (-0.33, 0.33) or k != 0.0:
            parts.append(box(size, 3.0, 0.7, at=(k * w, split, h - 0.35), radius=0.25))
            parts.append(box(0.7 * size, 1.2, 0.5, at=(k * w, split - 0.7, h + 0.2), radius=0.2))
        parts.append(cylinder(0.5, size * 1.4, at=(k * w, split, -0.1), axis="x", segments=14))
    if maybe(rng, 0.3):
        parts += [
            cylinder(between(rng, 1.6, 2.4), 1.6, at=(s * 0.38 * w, d / 2 - 1.2, 0.2), axis="x", segments=24)
            for s in (-1, 1)
        ]
    if maybe(rng, 0.35):
        x, z = w / 2, h / 2
        for sx in (-1, 1):
            for sz in (-1, 1):
                parts.append(
                    box(
                        0.16 * w,
                        d + 0.5,
                        0.16 * h,
                        at=(sx * (x - 0.075 * w), 0, z + sz * (z - 0.075 * h) - 0.08 * h),
                        radius=0.6 * min(corner, 3),
                    )
                )
    return grounded(parts)


FAMILIES = (
    Family("tin", "09-03", ("Tin", "Can", "Beverage can", "Tin container"), build_tin),
    Family("case", "09-03", ("Case", "Carrying case", "Storage case", "Tool case"), build_case),
)
