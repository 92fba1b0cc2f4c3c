"""Families of storage containers: drums and jerry cans (main class 09)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.family import Family, Rng, between, disclaimed, maybe, pick, whole
from patent_data.drawn.families.packaging_parts import CAPS, cap
from patent_data.drawn.families.shaping import (
    flat_ring,
    grounded,
    layered,
    lifted,
    rod,
    turned_lines,
    uprights,
)
from patent_data.drawn.solids import Part, Stroke, box, cylinder, revolve, stroke, tube


def on_front(outline: np.ndarray, y: float, kind: str = "line") -> Stroke:
    """A closed line drawn on a face at depth y."""
    return stroke(np.column_stack([outline[:, 0], np.full(len(outline), y), outline[:, 1]]), closed=True)


def bail(rng: Rng, r: float, h: float) -> list[Part]:
    """The bail of a pail, standing or hanging down."""
    parts: list[Part] = []
    x = 1.02 * r
    droop = maybe(rng)
    tip = -0.75 * r if droop else 0.0
    path = [
        [-x, 0, 0.88 * h],
        [-0.9 * x, tip * 0.8, 0.88 * h + (0.2 if droop else 0.7) * r],
        [0, tip * 1.5 if droop else 0, 0.8 * h if droop else h + 0.8 * r],
        [0.9 * x, tip * 0.8, 0.88 * h + (0.2 if droop else 0.7) * r],
        [x, 0, 0.88 * h],
    ]
    parts += [
        rod(path, 0.018 * r, 32, 6),
        *(cylinder(0.08 * r, 0.05 * r, at=(s * x, 0, 0.88 * h), axis="x", segments=16) for s in (-1, 1)),
    ]
    if not droop:
        parts.append(tube([[-0.25 * r, 0, h + 0.8 * r], [0.25 * r, 0, h + 0.8 * r]], 0.06 * r, segments=12))
    return parts


def drum_tap(rng: Rng, r: float, h: float) -> list[Part]:
    """A tap near the bottom of a drum."""
    parts: list[Part] = []
    z = 0.1 * h
    parts += [
        cylinder(0.07 * r, 0.35 * r, at=(0, -r - 0.1 * r, z), axis="y", segments=20),
        cylinder(0.06 * r, 0.2 * r, at=(0, -1.2 * r, z - 0.18 * r), segments=18),
        cylinder(0.04 * r, 0.2 * r, at=(0, -1.2 * r, z), segments=14),
        box(0.28 * r, 0.07 * r, 0.06 * r, at=(0, -1.2 * r, z + 0.17 * r), radius=0.02 * r),
    ]
    return parts


def cask(rng: Rng, r: float, h: float) -> list[Part]:
    """A cask of staves with four hoops."""
    bulge = between(rng, 0.1, 0.22)
    profile = [(r * (1 - bulge * (2 * t - 1) ** 2), t * h) for t in np.linspace(0, 1, 17)]
    hoops: list[Part] = []
    for t in (0.08, 0.26, 0.74, 0.92):
        k = r * (1 - bulge * (2 * t - 1) ** 2) * 1.012
        hoops.append(revolve([(k * 0.995, (t - 0.03) * h), (k, (t - 0.03) * h + 0.01), (k, (t + 0.03) * h)]))
    staves = turned_lines(np.array(profile), whole(rng, 14, 24), "light")
    rim = flat_ring(0.8 * profile[-1][0], h + 0.05)
    return [revolve(profile).with_(strokes=(*staves, rim)), *hoops]


def drum_wall(rng: Rng, kind: str, r: float, h: float) -> Part:
    """The wall of a drum with its rolling hoops and its sunk top."""
    taper = between(rng, 0.8, 0.95) if kind == "pail" else 1.0
    count = {"steel": whole(rng, 2, 4), "plastic": 2, "keg": 2, "pail": whole(rng, 0, 2)}[kind]
    out = between(rng, 0.02, 0.05) * r
    profile = [(0.97 * taper * r, 0.0), (taper * r, 0.0), (taper * r, 0.02 * h)]
    for t in np.linspace(0, 1, count + 2)[1:-1]:
        k = r * (taper + (1 - taper) * float(t))
        profile += [(k, (t - 0.025) * h), (k + out, (t - 0.008) * h), (k + out, (t + 0.008) * h), (k, (t + 0.025) * h)]
    profile += [(r, 0.97 * h), (r + out, 0.975 * h), (r + out, h), (r - out, h), (r - 1.5 * out, h - 0.02 * h)]
    return revolve(profile)


def build_drum(rng: Rng) -> list[Part]:
    """A drum, keg, paint can or milk churn: rolling hoops, rims, bungs, bail, lid ring."""
    r = between(rng, 12, 30)
    h = r * between(rng, 1.3, 3.2)
    kind = pick(rng, "steel", "steel", "plastic", "keg", "pail", "cask")
    parts = cask(rng, r, h) if kind == "cask" else [drum_wall(rng, kind, r, h)]
    top = 0.98 * h
    extra = pick(rng, "bungs", "lid", "tap", "none") if kind != "cask" else pick(rng, "tap", "none")
    if extra == "bungs":
        for angle, size in ((0.4, 0.13), (3.5, 0.07)):
            at = (0.68 * r * np.cos(angle), 0.68 * r * np.sin(angle), top - 0.1)
            parts += [
                cylinder(size * r, 0.06 * r, at=at, segments=24),
                cylinder(0.6 * size * r, 0.1 * r, at=at, segments=6),
            ]
    elif extra == "lid":
        cover = revolve(
            [
                (r * 1.01, h - 0.06 * h),
                (r * 1.03, h - 0.055 * h),
                (r * 1.03, h + 0.02 * r),
                (0.93 * r, h + 0.04 * r),
                (0.88 * r, h),
                (0, h),
            ]
        )
        parts += [
            cover.with_(strokes=uprights(1.03 * r, h - 0.05 * h, h, whole(rng, 20, 50), "light") if maybe(rng) else ()),
            box(0.3 * r, 0.1 * r, 0.04 * h, at=(0, -1.04 * r, h - 0.05 * h), radius=0.03 * r),
        ]
    elif extra == "tap":
        parts += drum_tap(rng, r, h)
    if kind == "pail":
        parts += bail(rng, r, h)
    elif kind == "keg":
        cutouts = [rounded_rectangle(0.7 * r, 0.12 * h, 0.05 * h, n=4) + np.array((0, 1.06 * h))]
        collar = revolve(
            [(0.88 * r, h - 0.02 * h), (0.9 * r, 1.14 * h), (0.84 * r, 1.15 * h), (0.82 * r, h - 0.02 * h)]
        )
        y = np.sqrt(np.maximum((0.905 * r) ** 2 - cutouts[0][:, 0] ** 2, 0))
        parts.append(
            collar.with_(
                strokes=tuple(
                    stroke(np.column_stack([cutouts[0][:, 0], s * y, cutouts[0][:, 1]]), closed=True) for s in (-1, 1)
                )
            )
        )
    return grounded(parts)


def build_canister(rng: Rng) -> list[Part]:
    """A jerry can or fuel canister: moulded handle, pressed ribs or cross, spout, vent, label panel."""
    w, d, h = between(rng, 18, 36), between(rng, 12, 24), between(rng, 24, 46)
    corner = between(rng, 0.12, 0.35) * d
    plan = rounded_rectangle(w, d, corner, n=5)
    slope = between(rng, 0.04, 0.18) * h
    body_h = h - slope
    levels = [(0.6, 0.0), (0.0, 0.6), (0.0, body_h - 1), (0.3, body_h - 0.3), (0.16 * d, h), (0.2 * d, h)]
    lines: list[Stroke] = []
    face = -d / 2 - 0.05
    style = pick(rng, "cross", "ribs", "panel", "rings", "window")
    flat_w, flat_h = w - 2 * corner - 1, body_h - 4
    for y in (face, -face):
        mid = 0.5 * body_h
        if style == "cross":
            lines += [
                stroke([[-s * 0.45 * flat_w, y, mid - 0.42 * flat_h], [s * 0.45 * flat_w, y, mid + 0.42 * flat_h]])
                for s in (1, -1)
            ]
            lines += [
                stroke(
                    [
                        [-s * 0.45 * flat_w + 1.2, y, mid - 0.42 * flat_h],
                        [s * 0.45 * flat_w + 1.2, y, mid + 0.42 * flat_h],
                    ]
                )
                for s in (1, -1)
            ]
        elif style == "ribs":
            lines += [
                stroke([[-0.46 * flat_w, y, z + dz], [0.46 * flat_w, y, z + dz]])
                for z in np.linspace(0.2, 0.8, whole(rng, 3, 6)) * body_h
                for dz in (0, 0.8)
            ]
        else:
            lines += [
                on_front(rounded_rectangle(flat_w * s, flat_h * 0.8 * s, 1.5, n=4) + np.array((0, mid)), y)
                for s in ((1.0, 0.94) if style == "panel" else (1.0,))
            ]
    if style == "rings":
        lines += [
            stroke(lifted(plan * 1.003, z), closed=True) for z in np.linspace(0.15, 0.85, whole(rng, 2, 5)) * body_h
        ]
    if style == "window":
        x = w / 2 + 0.05
        gauge = rounded_rectangle(1.6, 0.7 * body_h, 0.7, n=4) + np.array((0, 0.5 * body_h))
        lines += [stroke(np.column_stack([np.full(len(gauge), x), gauge]), closed=True)]
        lines += [stroke([[x, 1, z], [x, 2.4, z]], kind="light") for z in np.linspace(0.2, 0.8, 7) * body_h]
    parts = [layered(plan, levels).with_(strokes=tuple(lines))]
    neck, z0 = between(rng, 1.8, 3.0), body_h + 0.4 * slope
    spot = -0.34 * w
    tilt = pick(rng, 0.0, -30.0)
    closure = [
        cylinder(neck * 0.85, 3 + slope, at=(0, 0, -1), segments=28),
        *cap(rng, pick(rng, *CAPS[:5]), neck, slope * 0.6 + 0.4, between(rng, 1.8, 3.2)),
    ]
    parts += [part.rotated("y", tilt).moved(x=spot, z=z0) for part in disclaimed(rng, closure, 0.1)]
    rise = between(rng, 3.0, 5.5)
    thick = between(rng, 0.8, 1.5)
    handles = pick(rng, (0.0,), (0.0,), (-0.32 * d, 0.0, 0.32 * d), (-0.25 * d, 0.25 * d))
    x0, x1 = spot + neck + 2.5, 0.44 * w
    for y in handles:
        size = thick if len(handles) == 1 else 0.6 * thick
        path = [
            [x0, y, h - 1.5],
            [x0 + 1.2, y, h + 0.8 * rise],
            [x0 + 3.2, y, h + rise],
            [x1 - 2.5, y, h + rise],
            [x1 - 0.4, y, h + 0.75 * rise],
            [x1, y, h - slope - 0.5],
        ]
        parts.append(rod(path, size, 30, 12))
    if maybe(rng, 0.35):
        parts.append(cylinder(0.8, 1.2 + slope, at=(0.47 * w - 2, -0.3 * d, body_h - 0.2), segments=18))
    if maybe(rng, 0.3):
        parts.append(
            rod(
                [[spot, 0, z0 + slope + 2.5], [spot - 1, 0, z0 + slope + 5], [spot - 6, 0, z0 + slope + 8]],
                [0.9, 0.8, 0.55],
                16,
                12,
            )
        )
    return grounded(parts)


FAMILIES = (
    Family("drum", "09-02", ("Drum", "Keg", "Pail", "Storage drum", "Barrel"), build_drum),
    Family("canister", "09-02", ("Canister", "Jerry can", "Fuel can", "Container"), build_canister),
)
