"""Fire extinguishers, detectors and rescue gear: 29-01 and 29-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle, spline, superellipse
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, disc, draw, flat, front, line, ring, ring_of, slab, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, revolve


def fire_extinguisher(rng: Rng) -> list[Part]:
    """A fire extinguisher with lever, gauge and hose."""
    r, h = between(rng, 0.24, 0.36), between(rng, 1.1, 1.7)
    shoulder = between(rng, 0.6, 1.0) * r
    profile = (
        [(r * 0.9, 0.0), (r * 0.9, 0.05), (r, 0.07), (r, h)]
        + [(r * 0.28 + r * 0.72 * np.cos(a), h + shoulder * np.sin(a)) for a in np.linspace(0.2, 1.5, 8)]
        + [(r * 0.28, h + shoulder + 0.06)]
    )
    body = revolve(profile, segments=44)
    marks = [ring(r * 1.004, z * h, kind="light") for z in (0.12, 0.9)[: whole(rng, 0, 2)]]
    half = between(rng, 0.5, 0.9)
    a = np.linspace(-half, half, 14) - np.pi / 2
    low, high = between(rng, 0.2, 0.34) * h, between(rng, 0.7, 0.84) * h
    label = np.vstack(
        [
            np.column_stack([1.005 * r * np.cos(a), 1.005 * r * np.sin(a), 0 * a + low]),
            np.column_stack([1.005 * r * np.cos(a[::-1]), 1.005 * r * np.sin(a[::-1]), 0 * a + high]),
        ]
    )
    marks.append(Stroke(np.vstack([label, label[:1]])))
    marks += [
        Stroke(np.column_stack([1.005 * r * np.cos(a[3:-3]), 1.005 * r * np.sin(a[3:-3]), 0 * a[3:-3] + z]), "light")
        for z in np.linspace(low + 0.08, high - 0.08, whole(rng, 0, 6))
    ]
    top = h + shoulder + 0.04
    valve = [cylinder(0.09, 0.16, (0, 0, top), segments=28), box(0.2, 0.16, 0.12, (0, 0, top + 0.12), radius=0.02)]
    levers = [
        limb(
            np.array([[-0.08, 0, top + 0.2], [-0.45, 0, top + between(rng, 0.3, 0.42)]]),
            [0.045],
            [0.02],
            power=4.0,
            n=12,
        ),
        limb(
            spline([[0.02, 0, top + 0.14], [-0.2, 0, top + 0.12], [-0.44, 0, top + 0.06]], n=10),
            [0.045],
            [0.02],
            power=4.0,
            n=12,
        ),
    ]
    gauge = disc(0.08, 0.08, (0, -0.1, top + 0.08), 0.01, 28)
    gauge = draw(
        gauge,
        [
            line((0, -0.183, top + 0.08), (0.03, -0.183, top + 0.13)),
            front(circle(0.06, 24), 0, -0.183, top + 0.08, "light"),
        ],
    )
    parts = [draw(body, marks), *valve, *levers, gauge]
    pin = wire(
        np.column_stack(
            [0.14 + 0.06 * np.cos(t := np.arange(16) * np.pi / 8), 0 * t - 0.1, top + 0.2 + 0.06 * np.sin(t)]
        ),
        0.01,
        6,
        True,
    )
    parts.append(pin)
    if maybe(rng, 0.75):
        reach = r + between(rng, 0.08, 0.16)
        hose = spline(
            [[0.08, 0, top + 0.18], [reach, 0, top + 0.12], [reach + 0.05, -0.02, h * 0.8], [reach, 0, h * 0.4]], n=28
        )
        parts.append(wire(hose, 0.045, 10))
        horn = between(rng, 0.05, 0.14)
        parts.append(cylinder(horn, 0.3, (reach, 0, h * 0.4 - 0.28), top=0.05, segments=24))
        parts.append(
            revolve(
                [
                    (r * 1.003, h * 0.5 - 0.04),
                    (r * 1.02, h * 0.5 - 0.03),
                    (r * 1.02, h * 0.5 + 0.03),
                    (r * 1.003, h * 0.5 + 0.04),
                ],
                segments=44,
            )
        )
        parts.append(box(reach - r + 0.06, 0.1, 0.08, ((reach + r) / 2, 0, h * 0.5 - 0.04)))
    else:
        parts.append(limb(np.array([[0.08, 0, top + 0.18], [0.3, 0, top + 0.16]]), [0.04, 0.06], [0.04, 0.06], n=16))
    if maybe(rng, 0.4):
        parts.append(revolve([(r * 1.08, -0.03), (r * 1.08, 0.1), (r * 0.98, 0.12)], segments=44))
    return parts


def smoke_detector(rng: Rng) -> list[Part]:
    """A smoke or gas detector for the ceiling, seen with its face up."""
    r, h = 0.9, between(rng, 0.3, 0.55)
    power = pick(rng, 2.0, 2.0, 4.0)
    base_h = between(rng, 0.08, 0.16)
    waist = between(rng, 0.7, 0.95)
    face = between(rng, 0.4, 0.8)
    rows = [
        (1.0, 0.0),
        (1.0, base_h),
        (0.97, base_h + 0.03),
        (waist, base_h + 0.05),
        (waist * 0.98, 0.62 * h),
        (face, 0.94 * h),
        (face * 0.94, h),
        (0.02, h * 1.01),
    ]
    body = loft(np.stack([ring_of(0, 0, z, r * s, r * s, power, 56) for s, z in rows]))
    parts: list[Part] = []
    marks: list[Stroke] = []
    n = whole(rng, 10, 28)
    vents = pick(rng, "fins", "slots", "top rays", "holes")
    low, high = base_h + 0.08, 0.6 * h
    if vents == "fins" and high - low > 0.03:
        parts += (
            [
                box(0.05, 0.03, high - low, (r * waist * 1.0, 0, low)).rotated("z", float(q))
                for q in np.arange(n) * 360 / n
            ]
            if power == 2.0
            else []
        )
    elif vents == "slots" and power == 2.0:
        for q in np.arange(n) * 2 * np.pi / n:
            b = q + np.array([-0.6, 0.6, 0.6, -0.6, -0.6]) * np.pi / n
            rr = r * waist * 1.006
            marks.append(
                Stroke(np.column_stack([rr * np.cos(b), rr * np.sin(b), np.array([low, low, high, high, low])]))
            )
    elif vents == "top rays":
        marks += [
            line(
                (0.3 * face * r * np.cos(q), 0.3 * face * r * np.sin(q), h * 1.012),
                (0.8 * face * r * np.cos(q), 0.8 * face * r * np.sin(q), h * 1.012),
            )
            for q in np.arange(n) * 2 * np.pi / n
        ]
    else:
        marks += [
            flat(circle(0.018, 8), q * face * r * np.cos(a), q * face * r * np.sin(a), h * 1.013, "light")
            for q, k in ((0.35, 8), (0.52, 12), (0.7, 16))
            for a in np.arange(k) * 2 * np.pi / k
        ]
    off = between(rng, 0.0, 0.2) * r
    button = revolve([(0.14, h - 0.02), (0.14, h + 0.03), (0.1, h + 0.045)], (0, -off, 0), segments=32)
    parts.append(button)
    marks.append(flat(ellipse(0.025, 0.025, 12), 0.24, -off, h * 1.013))
    if maybe(rng, 0.4):
        marks.append(ring(face * r * 0.9, h * 1.008))
    if maybe(rng, 0.4):
        plate = slab(0.5, 0.05, 0.3, 0.03, at=(0, 0, 0))
        parts += (
            [draw(plate, slots(5, 0.2, 0.06, 0, -0.028, 0.15, True)).rotated("x", -90).moved(0, 0.35 * face * r, h)]
            if face > 0.6
            else []
        )
    result = [draw(body, marks), *parts]
    if maybe(rng, 0.5):
        return [p.rotated("x", 90).moved(z=r) for p in result]
    return result


def rescue_gear(rng: Rng) -> list[Part]:
    """A life ring or a first aid box."""
    if maybe(rng, 0.5):
        big, small = between(rng, 0.7, 0.9), between(rng, 0.17, 0.26)
        t = np.linspace(0, 2 * np.pi, 49)[:-1]
        torus = wire(np.column_stack([big * np.cos(t), 0 * t, big * np.sin(t)]), small, 18, True)
        parts: list[Part] = [torus]
        n = pick(rng, 4, 4, 6)
        for k in range(n):
            a = 2 * np.pi * (k + 0.5) / n
            c = np.array([big * np.cos(a), 0.0, big * np.sin(a)])
            out = np.array([np.cos(a), 0.0, np.sin(a)])
            b = np.linspace(0, 2 * np.pi, 21)[:-1]
            loop = c + small * 1.03 * (np.cos(b)[:, None] * out + np.sin(b)[:, None] * np.array([0, 1.0, 0]))
            band = limb(np.vstack([loop, loop[:1]]), [0.11], [0.012], power=4.0, side=(-out[2], 0.0, out[0]), n=10)
            parts.append(band)
            q = np.linspace(a, a + 2 * np.pi / n, 18)
            hang = big + small * (1.1 + 0.25 * np.sin(np.linspace(0, np.pi, 18)))
            parts.append(wire(np.column_stack([hang * np.cos(q), 0 * q, hang * np.sin(q)]), 0.022, 8))
        return parts
    w, h, d = between(rng, 1.0, 1.4), between(rng, 0.8, 1.1), between(rng, 0.35, 0.5)
    body = slab(w, d, h, between(rng, 0.03, 0.2), 0.04)
    y = -d / 2 - 0.003
    i, o = between(rng, 0.1, 0.13) * h, between(rng, 0.28, 0.36) * h
    cross = np.array(
        [[i, o], [i, i], [o, i], [o, -i], [i, -i], [i, -o], [-i, -o], [-i, -i], [-o, -i], [-o, i], [-i, i], [-i, o]]
    )
    seam = front(rounded_rectangle(w + 0.008, h + 0.008, 0.1), 0, 0, h / 2)
    marks = [front(cross, 0, y, h * 0.5), seam]
    if maybe(rng):
        marks.append(front(superellipse(min(o * 1.3, 0.46 * h), min(o * 1.3, 0.46 * h), 2.0, 44), 0, y, h * 0.5))
    parts = [draw(body, marks)]
    parts += [slab(0.16, 0.14, 0.1, 0.02, 0.01, at=(x, 0, h - 0.03)) for x in (-0.32 * w, 0.32 * w)]
    t = np.linspace(0, np.pi, 15)
    parts.append(
        wire(
            np.column_stack(
                [0.2 * w * np.sign(np.cos(t)) * np.abs(np.cos(t)) ** 0.5, 0 * t, h + 0.14 * np.sin(t) ** 0.6]
            ),
            0.03,
            8,
        )
    )
    parts += [cylinder(0.03, 0.3, (x, 0.0, -0.01), axis="x", segments=14) for x in (-0.3 * w, 0.3 * w)]
    return parts


FAMILIES = (
    Family("fire_extinguisher", "29-01", ("Fire extinguisher", "Portable fire extinguisher"), fire_extinguisher),
    Family("smoke_detector", "29-02", ("Smoke detector", "Smoke alarm", "Gas detector"), smoke_detector),
    Family("rescue_gear", "29-02", ("Life buoy", "First aid case", "Life ring"), rescue_gear),
)
