"""Sound equipment: 14-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import (
    circle,
    disc,
    draw,
    flat,
    front,
    lay,
    line,
    ring,
    ring_of,
    slab,
    spread,
    wire,
)
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import cable, dial, driver, feet, hole_field
from patent_data.drawn.solids import Part, box, cylinder, loft, revolve, superellipsoid, tube


def loudspeaker(rng: Rng) -> list[Part]:
    """A boxed, tower or bookshelf loudspeaker."""
    drivers = whole(rng, 1, 4)
    w = between(rng, 0.7, 1.4)
    d = w * between(rng, 0.6, 1.3)
    sizes = sorted((between(rng, 0.4, 1.0) for _ in range(drivers)), reverse=True)
    radii = [max(0.16 * w, 0.42 * w * s) for s in sizes]
    gap = between(rng, 0.05, 0.2) * w
    h = sum(2 * r for r in radii) + gap * (drivers + 1) + between(rng, 0.0, 0.6) * w
    if drivers == 1:
        h = max(h, 0.9 * w)
    lying = h > 1.4 * w and maybe(rng, 0.2)
    corner = pick(rng, 0.0, 0.06, 0.2) * min(w, d)
    body = box(w, d, h, radius=corner) if maybe(rng, 0.6) else slab(w, d, h, pick(rng, 0.05, 0.2, 0.35) * w, 0.02)
    face = -d / 2
    style = pick(rng, "dome", "bullet", "flat")
    grille = pick(rng, "none", "none", "holes", "cloth", "lattice")
    z = gap + between(rng, 0.0, 0.5) * (h - sum(2 * r for r in radii) - gap * (drivers + 1))
    parts = [body]
    if grille == "none":
        for r in radii:
            z += r
            parts += driver(rng, r, (0.0, face, z), style)
            z += r + gap
        if maybe(rng, 0.4) and h - z > 0.16 * w:
            zp = (h + z) / 2 - gap / 2
            parts[0] = draw(
                parts[0], [front(rounded_rectangle(0.5 * w, min(0.5 * (h - z), 0.2), 0.04), 0, face - 0.004, zp)]
            )
    else:
        margin = 0.07 * w
        cloth = slab(w - 2 * margin, 0.06, h - 2 * margin, 0.1 * w, 0.015, at=(0, face - 0.01, margin))
        if grille == "holes":
            cloth = draw(
                cloth, hole_field((0.43 * w - margin, h / 2 - 2 * margin), 0, face - 0.045, h / 2, 0.07, False, 190)
            )
        elif grille == "lattice":
            lines = [
                line((-w / 2 + 1.5 * margin, face - 0.045, zz), (w / 2 - 1.5 * margin, face - 0.045, zz), kind="light")
                for zz in np.linspace(2 * margin, h - 2 * margin, whole(rng, 12, 30))
            ]
            cloth = draw(cloth, lines)
        else:
            cloth = draw(
                cloth.with_(surface="textile"),
                [
                    front(circle(r, 40), 0, face - 0.045, zz, "light")
                    for r, zz in zip(radii, spread(drivers, h * 0.85, h / 2), strict=True)
                ],
            )
        parts.append(cloth)
    if maybe(rng, 0.4):
        parts += dial(rng, 0.06 * w, (0.3 * w, face, 0.05 * h + 0.02))
    if maybe(rng, 0.5):
        plate = slab(0.5 * w, 0.03, 0.22 * h, 0.04, at=(0, d / 2 + 0.005, 0.08 * h))
        parts.append(plate)
        parts += [
            disc(0.04 * w, 0.06, (0, 0, 0)).rotated("z", 180).moved(s * 0.12 * w, d / 2, 0.16 * h) for s in (-1, 1)
        ]
    base = pick(rng, "none", "feet", "plinth", "spikes")
    if base == "feet":
        parts += feet(rng, w, d, 0.06 * w, 0.07 * w)
    elif base == "plinth":
        parts.append(box(w * between(rng, 1.05, 1.3), d * between(rng, 1.02, 1.2), 0.05 * w, (0, 0, -0.05 * w)))
    elif base == "spikes":
        parts += [
            cylinder(0.01 * w, 0.09 * w, (sx * 0.4 * w, sy * 0.4 * d, -0.09 * w), top=0.06 * w, segments=12)
            for sx in (-1, 1)
            for sy in (-1, 1)
        ]
    if lying and base == "none":
        parts = [p.rotated("y", 90, (0, 0, 0)).moved(z=w / 2) for p in parts]
    return parts


def portable_speaker(rng: Rng) -> list[Part]:
    """A small wireless loudspeaker: an upright or lying drum, a pebble or a rounded box."""
    kind = pick(rng, "drum", "drum", "pebble", "roll", "block")
    r = 0.5
    h = between(rng, 0.6, 2.4) * r * 2 if kind in ("drum", "roll") else between(rng, 0.5, 1.1)
    taper = between(rng, 0.75, 1.1)
    edge = between(rng, 0.04, 0.16)
    parts: list[Part] = []
    if kind in ("drum", "roll"):
        profile = [
            (r - edge, 0),
            (r, edge),
            (r * taper, h - edge),
            (r * taper - edge, h),
            (r * taper - edge * 1.4, h - 0.03),
        ]
        body = revolve(profile).with_(surface=pick(rng, "textile", "plain"))
        rows = whole(rng, 5, 18)
        marks = []
        low, high = between(rng, 0.12, 0.3) * h, between(rng, 0.75, 0.9) * h
        for z in np.linspace(low, high, rows if maybe(rng, 0.6) else 2):
            marks.append(ring((r + (taper * r - r) * (z - edge) / (h - 2 * edge)) * 1.004, z, kind="light"))
        parts.append(draw(body, marks))
        top = h - 0.03
        wide = r * taper - edge * 1.5
    elif kind == "pebble":
        body = superellipsoid(r, r * between(rng, 0.7, 1.0), h / 2, between(rng, 0.6, 1.0), 1.0, (0, 0, h / 2))
        parts.append(body)
        for x in np.linspace(-0.8, 0.8, whole(rng, 3, 9)) * r:
            path = np.array([[x, -1.0, 0.1 * h], [x, -1.0, 0.9 * h]])
            parts[0] = draw(parts[0], lay(body, path, (0, 1, 0), "light"))
        top, wide = h * 0.985, 0.4 * r
    else:
        w = between(rng, 1.0, 2.2)
        body = slab(w, between(rng, 0.5, 0.8), h, between(rng, 0.1, 0.45) * h, 0.05)
        y = float(body.vertices[:, 1].min()) - 0.003
        body = draw(body, hole_field((0.42 * w, 0.36 * h), 0, y, h / 2, 0.07, maybe(rng, 0.3), 180))
        parts.append(body)
        top, wide = h, 0.24
    keys = whole(rng, 1, 4)
    if keys == 1:
        parts.append(
            revolve([(wide * 0.7, top - 0.02), (wide * 0.7, top + 0.02), (wide * 0.6, top + 0.03)], segments=36)
        )
    else:
        parts += [
            revolve([(wide * 0.2, -0.02), (wide * 0.2, 0.012), (wide * 0.16, 0.02)], (x, 0, top), segments=18)
            for x in spread(keys, wide * 1.7)
        ]
    grip = pick(rng, "none", "bail", "loop", "base")
    if grip == "bail":
        half = r * 0.96
        rise = between(rng, 0.35, 0.7)
        path = np.column_stack(
            [
                half * np.cos(np.linspace(0, np.pi, 25)),
                np.zeros(25),
                top - 0.12 + rise * np.sin(np.linspace(0, np.pi, 25)),
            ]
        )
        parts.append(wire(path, between(rng, 0.025, 0.05), 10))
    elif grip == "loop":
        path = np.array(
            [[r * 0.9, 0, top * 0.8], [r * 1.3, 0, top * 0.85], [r * 1.35, 0, top * 0.5], [r * 0.9, 0, top * 0.62]]
        )
        parts.append(wire(spline(path, n=24), 0.03, 8))
    elif grip == "base":
        parts.append(revolve([(r * 0.75, -0.05), (r * 0.7, 0.02)], segments=40))
    if kind == "roll":
        parts = [p.rotated("y", 90).moved(x=-h / 2, z=r) for p in parts]
    return parts


def headphones(rng: Rng) -> list[Part]:
    """Headphones: a band over two ear cups, with cushions, yokes and perhaps a microphone."""
    half = between(rng, 0.72, 0.9)
    rise = between(rng, 0.9, 1.25)
    wide = between(rng, 0.1, 0.32)
    thick = between(rng, 0.03, 0.08)
    a = np.linspace(-0.06, np.pi + 0.06, 33)
    path = np.column_stack([half * np.cos(a), 0 * a, rise * np.sin(a)])
    band = limb(path, [wide / 2], [thick / 2], power=4.0)
    parts = [band]
    if maybe(rng, 0.7):
        b = np.linspace(*pick(rng, (0.9, np.pi - 0.9), (0.5, np.pi - 0.5), (1.15, np.pi - 1.15)), 21)
        pad = np.column_stack([(half - thick) * np.cos(b), 0 * b, (rise - thick) * np.sin(b)])
        swell = 0.5 + 0.5 * np.sin(np.linspace(0.25, np.pi - 0.25, 21))
        cushion = wire(pad, thick * swell * 1.1, 10)
        parts.append(cushion.scaled(1, wide * 0.42 / max(thick, 0.01), 1).with_(surface="textile"))
    cup = between(rng, 0.3, 0.46)
    tall = between(rng, 1.0, 1.3)
    deep = between(rng, 0.12, 0.24)
    z = between(rng, -0.35, -0.15)
    style = pick(rng, "ring", "dome", "holes", "plain", "bars")
    power = pick(rng, 2.0, 2.0, 2.8)
    outer = [(1.0, 0.0), (1.0, deep * 0.5), (0.93, deep * 0.85), (0.8, deep)]
    outer += {
        "ring": [(0.7, deep), (0.66, deep * 0.8), (0.02, deep * 0.8)],
        "dome": [(0.6, deep * 1.2), (0.3, deep * 1.35)],
    }.get(style, [(0.4, deep * 1.02)])
    rings = np.stack([ring_of(0, 0, h, cup * s, cup * s * tall, power, 36) for s, h in outer])
    shell = loft(rings)
    top = deep * (0.82 if style == "ring" else 1.03)
    if style == "holes":
        shell = draw(
            shell,
            [
                flat(circle(0.025, 8), cup * q * np.cos(t), cup * tall * q * np.sin(t), deep * 1.03, "light")
                for q, m in ((0.2, 6), (0.42, 12), (0.62, 18))
                for t in np.arange(m) * 2 * np.pi / m
            ],
        )
    elif style == "bars":
        shell = draw(
            shell, [line((x, -0.55 * cup, top), (x, 0.55 * cup, top)) for x in spread(whole(rng, 3, 7), cup * 1.1)]
        )
    elif maybe(rng, 0.5):
        shell = draw(
            shell, [flat(circle(cup * between(rng, 0.2, 0.4), 28), 0, 0, deep * (1.37 if style == "dome" else 1.02))]
        )
    soft = between(rng, 0.12, 0.2)
    pads = np.stack(
        [
            ring_of(0, 0, h, cup * s * 1.04, cup * s * tall * 1.04, power, 36)
            for s, h in (
                (0.9, 0.01),
                (1.02, -0.2 * soft),
                (1.04, -0.6 * soft),
                (0.92, -soft),
                (0.72, -soft),
                (0.6, -0.7 * soft),
                (0.58, 0.0),
            )
        ][::-1]
    )
    cushions = loft(pads).with_(surface="textile")
    for sign in (1, -1):
        for part in (shell, cushions):
            turned = part.rotated("z", 90).rotated("y", 90).moved(x=half - soft * 0.2, z=z)
            parts.append(turned if sign > 0 else turned.mirrored("x"))
    yoke = pick(rng, "arm", "fork", "arm")
    for sign in (1, -1):
        x = sign * (half + deep * 0.35)
        if yoke == "arm":
            parts.append(
                tube(
                    np.array([[sign * half, 0, 0.12], [x, 0, z + cup * tall * 0.6], [x, 0, z]]), wide * 0.2, segments=10
                )
            )
            parts.append(box(thick * 1.7, wide * 0.8, 0.2, (sign * half, 0, -0.06), radius=0.02))
        else:
            t = np.linspace(0.12, np.pi - 0.12, 17)
            fork = np.column_stack([0 * t + x - sign * 0.03, cup * 1.12 * np.cos(t), z + cup * tall * 1.14 * np.sin(t)])
            parts.append(wire(fork, 0.035, 8))
            parts.append(
                box(
                    thick * 1.7,
                    wide * 0.7,
                    max(0.1, 0.12 - z - cup * tall),
                    (sign * (half + 0.02), 0, z + cup * tall * 1.1),
                )
            )
    if maybe(rng, 0.3):
        boom = np.array(
            [
                [half + deep, -0.1, z],
                [half + deep, -0.55, z - 0.25],
                [half * 0.75, -0.85, z - 0.45],
                [half * 0.4, -0.92, z - 0.5],
            ]
        )
        parts += [
            wire(spline(boom, n=20), 0.025, 8),
            superellipsoid(0.09, 0.06, 0.06, 1, 1, (half * 0.38, -0.92, z - 0.5)),
        ]
    if maybe(rng, 0.35):
        parts += cable(rng, (half + deep * 0.4, 0, z - cup * tall * 0.95), (0, 0, -1), between(rng, 0.5, 1.0), 0.025)
    return parts


FAMILIES = (
    Family("loudspeaker", "14-01", ("Loudspeaker", "Speaker box", "Audio speaker", "Speaker cabinet"), loudspeaker),
    Family("portable_speaker", "14-01", ("Portable speaker", "Wireless speaker", "Smart speaker"), portable_speaker),
    Family("headphones", "14-01", ("Headphones", "Headset", "Pair of headphones"), headphones),
)
