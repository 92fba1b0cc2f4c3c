"""Hats with a brim: 02-03."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.detail import deform, draw, ring, wire
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.sewn_parts import buckle
from patent_data.drawn.solids import Part, Stroke, revolve, superellipsoid


def brim_hat(rng: Rng) -> list[Part]:
    """A hat with a brim all round: fedora, cowboy, bucket, bowler, top hat."""
    rx, ry = between(rng, 0.7, 0.8), between(rng, 0.85, 0.98)
    h = between(rng, 0.55, 1.3)
    top = between(rng, 0.62, 1.0)
    brim = between(rng, 0.3, 0.75)
    droop = between(rng, -0.15, 0.3)
    kind = pick(rng, "round", "pinched", "flat", "bucket")
    roll_side, roll_front = pick(rng, 0.0, between(rng, 0.1, 0.45)), pick(rng, 0.0, between(rng, -0.12, 0.12))
    if kind == "bucket":
        top, brim, droop = between(rng, 0.6, 0.75), between(rng, 0.3, 0.45), between(rng, 0.15, 0.3)
    edge = 0.08 if kind != "round" else 0.4 * h
    profile = [
        (0.95, -0.03),
        (1.0 + 0.5 * brim, -0.03 - 0.35 * droop),
        (1.0 + brim, -0.03 - droop),
        (1.0 + brim + 0.01, -droop),
        (1.0 + 0.5 * brim, -0.35 * droop),
        (1.03, 0.0),
        (1.0, 0.04),
    ]
    profile += [(1.0 - (1 - top) * t, 0.04 + (h - edge - 0.04) * t) for t in (0.33, 0.66, 1.0)]
    profile += [
        (top - edge * 0.7 * (1 - np.cos(a)), h - edge + edge * np.sin(a)) for a in np.linspace(0.4, np.pi / 2, 5)
    ]
    profile += [(q * (top - edge * 0.7), h) for q in (0.85, 0.7, 0.56, 0.43, 0.31, 0.2, 0.1, 0.02)]
    body = revolve(profile, segments=56).with_(smooth_angle=55.0)

    def shape(p: Array) -> Array:
        q = p.copy()
        r = np.hypot(p[:, 0], p[:, 1])
        out = np.clip((r - 1.0) / brim, 0, 1) ** 1.5 * (p[:, 2] < 0.2)
        c, s = p[:, 0] / np.maximum(r, 1e-6), p[:, 1] / np.maximum(r, 1e-6)
        q[:, 2] += out * (roll_side * c**2 - roll_front * s**2)
        q[:, 0] -= out * 0.6 * roll_side * c
        if kind == "pinched":
            high = np.clip((p[:, 2] - 0.4 * h) / (0.6 * h), 0, 1)
            q[:, 2] -= 0.26 * h * high**2 * np.exp(-((p[:, 0] / 0.2) ** 2))
            q[:, 0] *= 1 - 0.3 * high * np.clip(-p[:, 1], 0, 1)
        return q * [rx, ry, 1.0]

    marks: list[Stroke] = []
    band = pick(rng, "ribbon", "cord", "belt", "none")
    wide = between(rng, 0.08, 0.2)
    at = 0.06 + wide
    parts: list[Part] = []
    if band == "ribbon":
        marks += [ring(1.008 - (1 - top) * z / h, z) for z in (0.05, at)]
    elif band == "cord":
        t = np.linspace(0, 2 * np.pi, 49)[:-1]
        parts += [
            wire(np.column_stack([1.01 * rx * np.cos(t), 1.01 * ry * np.sin(t), 0 * t + z]), 0.03, 8, True)
            for z in (0.05, 0.1)[: whole(rng, 1, 2)]
        ]
    elif band == "belt":
        marks += [
            ring(1.008 - (1 - top) * z / h, z, kind="stitch" if z in (0.075, at - 0.025) else "line")
            for z in (0.05, 0.075, at - 0.025, at)
        ]
        parts += [
            p.rotated("z", 90).moved(0, 0, 0.05 + wide / 2) for p in buckle(0.2, wide * 1.3, 0.03, (0, -rx * 1.03, 0))
        ]
    if kind == "bucket":
        marks += [
            Stroke(ring(1 + brim * q, 0.012 - droop * q).points, "stitch")
            for q in np.linspace(0.15, 0.95, whole(rng, 3, 7))
        ]
        marks += [
            Stroke(
                np.column_stack(
                    [
                        np.cos(a) * np.linspace(1.005, top + 0.01, 5),
                        np.sin(a) * np.linspace(1.005, top + 0.01, 5),
                        np.linspace(0.05, h - edge, 5),
                    ]
                )
            )
            for a in (0.0, np.pi)
        ]
    elif maybe(rng, 0.5):
        marks.append(ring(1 + brim * 0.94, -droop * 0.9 + 0.01, kind="stitch"))
    body = deform(draw(body, marks), shape)
    if band == "ribbon" and maybe(rng, 0.7):
        bow = [
            superellipsoid(0.035, 0.12, wide * 0.5, 0.5, 0.6, (rx * 1.02, s * 0.1, 0.05 + wide / 2), 16)
            for s in (-1, 1)
        ]
        parts += [*bow, superellipsoid(0.05, 0.04, wide * 0.42, 0.5, 0.6, (rx * 1.04, 0, 0.05 + wide / 2), 12)]
    return [body.with_(surface=pick(rng, "textile", "plain")), *parts]


FAMILIES = (Family("brim_hat", "02-03", ("Hat", "Brimmed hat", "Bucket hat"), brim_hat),)
