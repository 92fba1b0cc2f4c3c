"""Lipsticks, cream jars and compacts: 28-02."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.detail import circle, draw, flat, front, merge, ring, ring_of, slab
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.shaping import uprights
from patent_data.drawn.solids import Part, Stroke, box, cylinder, loft, superellipsoid


def lipstick(rng: Rng) -> list[Part]:
    """A lipstick with its case, open or closed, or a mascara tube."""
    power = pick(rng, 2.0, 2.0, 5.0, 8.0)
    r = between(rng, 0.16, 0.22)
    base_h = between(rng, 0.4, 0.7)
    kind = pick(rng, "open", "open", "closed", "mascara")
    steps = 44

    def stack(levels: list[tuple[float, float]], form: float = power) -> Part:
        return loft(np.stack([ring_of(0, 0, z, q, q, form, steps) for q, z in levels]))

    parts = [stack([(r * 0.94, 0.0), (r, 0.03), (r, base_h - 0.02), (r * 0.97, base_h)])]
    marks: list[Stroke] = []
    if power == 2.0:
        marks += [ring(r * 1.004, z * base_h) for z in sorted(rng.uniform(0.12, 0.9, whole(rng, 0, 3)))]
        if maybe(rng, 0.35):
            marks += list(uprights(r, 0.1 * base_h, 0.9 * base_h, whole(rng, 18, 36), "light"))
    else:
        marks.append(front(rounded_rectangle(r, base_h * 0.6, 0.03), 0, -r - 0.004, base_h / 2, "light"))
    parts[0] = draw(parts[0], marks)
    if kind in ("open", "mascara"):
        inner_h = between(rng, 0.2, 0.34)
        z = base_h
        parts.append(
            stack(
                [(r * 0.86, z - 0.01), (r * 0.86, z + inner_h * 0.5), (r * 0.84, z + inner_h * 0.5)],
                2.0 if power == 2.0 else power,
            )
        )
        if kind == "open":
            parts.append(stack([(r * 0.74, z), (r * 0.74, z + inner_h), (r * 0.68, z + inner_h + 0.005)], 2.0))
            top = z + inner_h + between(rng, 0.2, 0.4)
            bullet = r * 0.62
            rings = []
            slant = between(rng, 0.1, 0.3)
            for q, t in ((1.0, 0.0), (1.0, 0.6), (0.98, 0.75), (0.85, 0.9), (0.55, 0.98), (0.1, 1.0)):
                ring_ = ring_of(0, 0, z + inner_h + t * (top - z - inner_h), bullet * q, bullet * q, 2.0, 32)
                ring_[:, 2] += slant * (ring_[:, 0] / bullet) * t**2 * 0.6
                rings.append(ring_)
            parts.append(loft(np.stack(rings)))
        else:
            wand = z + between(rng, 0.5, 0.7)
            parts.append(cylinder(0.02, wand - z, (0, 0, z), segments=10))
            disks = [
                cylinder(0.07 * np.sin(np.pi * (0.15 + 0.8 * t)) + 0.012, 0.01, (0, 0, wand + 0.4 * t), segments=12)
                for t in np.linspace(0, 1, whole(rng, 12, 18))
            ]
            parts += [cylinder(0.014, 0.42, (0, 0, wand), segments=8), merge(disks)]
        if maybe(rng, 0.6):
            cap_h = between(rng, 0.6, 0.85)
            cap = stack([(r * 0.98, 0.0), (r, 0.02), (r, cap_h - 0.04), (r * 0.95, cap_h)])
            place = between(rng, 0.5, 0.6)
            if maybe(rng, 0.5):
                parts.append(cap.moved(place, 0, 0))
            else:
                parts.append(cap.rotated("y", 90).moved(r * 1.4, between(rng, -0.2, 0.1), r))
    else:
        cap_h = between(rng, 0.6, 0.9)
        shape = pick(rng, "flat", "dome", "taper")
        crown = {
            "flat": [(r, base_h + cap_h - 0.03), (r * 0.95, base_h + cap_h)],
            "dome": [(r, base_h + cap_h * 0.8), (r * 0.85, base_h + cap_h * 0.94), (r * 0.4, base_h + cap_h)],
            "taper": [(r * 0.8, base_h + cap_h - 0.02), (r * 0.76, base_h + cap_h)],
        }[shape]
        parts.append(stack([(r * 0.94, base_h - 0.01), (r * 0.94, base_h + 0.02), (r, base_h + 0.025), *crown]))
        emblem = pick(rng, "none", "ring", "plate")
        if emblem == "ring":
            parts.append(
                stack(
                    [
                        (r * 1.02, base_h + 0.06),
                        (r * 1.05, base_h + 0.08),
                        (r * 1.05, base_h + 0.14),
                        (r * 1.02, base_h + 0.16),
                    ]
                )
            )
        elif emblem == "plate":
            parts.append(slab(r * 0.8, 0.03, r * 0.8, 0.4 * r, 0.01, at=(0, -r, base_h + 0.4 * cap_h)))
    return parts


def cream_jar(rng: Rng) -> list[Part]:
    """A jar for cream with a screw lid, or a powder compact."""
    if maybe(rng, 0.3):
        return compact(rng)
    r, h = between(rng, 0.5, 0.75), between(rng, 0.35, 0.8)
    power = pick(rng, 2.0, 2.0, 2.0, 4.0, 6.0)
    shoulder = between(rng, 0.78, 0.98)
    bulge = between(rng, 0.92, 1.12)
    base = between(rng, 0.75, 1.0)
    rows = [
        (base * 0.94, 0.0),
        (base, 0.03),
        (bulge, 0.5 * h),
        (1.0, 0.82 * h),
        (shoulder, 0.95 * h),
        (shoulder * 0.96, h),
    ]
    smooth = spline([[q, z] for q, z in rows], n=18)
    body = loft(np.stack([ring_of(0, 0, float(z), r * float(q), r * float(q), power, 52) for q, z in smooth])).with_(
        surface=pick(rng, "plain", "glass")
    )
    marks: list[Stroke] = []
    if power == 2.0:
        for z in (0.3 * h, 0.7 * h)[: whole(rng, 0, 2)]:
            q = float(np.interp(z, smooth[:, 1], smooth[:, 0]))
            marks.append(ring(r * q * 1.004, z))
    lid_h = between(rng, 0.18, 0.45)
    lr = r * shoulder * between(rng, 0.98, 1.1)
    lid_power = power if maybe(rng, 0.6) else 2.0
    top = pick(rng, "flat", "dome", "step", "knob")
    rows = [(0.99, h + 0.01), (1.0, h + 0.03), (1.0, h + lid_h * 0.85)]
    rows += {
        "flat": [(0.96, h + lid_h), (0.02, h + lid_h)],
        "dome": [(0.9, h + lid_h), (0.6, h + lid_h * 1.25), (0.02, h + lid_h * 1.35)],
        "step": [(0.96, h + lid_h), (0.7, h + lid_h), (0.7, h + lid_h + 0.05), (0.02, h + lid_h + 0.05)],
        "knob": [(0.95, h + lid_h), (0.2, h + lid_h * 1.1), (0.02, h + lid_h * 1.1)],
    }[top]
    lid = loft(np.stack([ring_of(0, 0, z, lr * q, lr * q, lid_power, 52) for q, z in rows]))
    lines: list[Stroke] = []
    if lid_power == 2.0 and maybe(rng, 0.5):
        lines += list(uprights(lr * 1.001, h + 0.05, h + lid_h * 0.8, whole(rng, 30, 64), "light"))
    elif lid_power == 2.0 and maybe(rng, 0.5):
        lines += [ring(lr * 1.004, h + lid_h * q) for q in (0.2, 0.7)]
    if top in ("flat", "step") and maybe(rng, 0.5):
        lines.append(flat(circle(lr * 0.6, 44), 0, 0, h + lid_h + (0.053 if top == "step" else 0.003)))
    parts = [draw(body, marks), draw(lid, lines)]
    if top == "knob":
        parts.append(
            superellipsoid(lr * 0.16, lr * 0.16, lr * 0.16, at=(0, 0, h + lid_h * 1.1 + lr * 0.12), segments=20)
        )
    return parts


def compact(rng: Rng) -> list[Part]:
    """An open powder compact with a mirror and a puff."""
    r, t = between(rng, 0.6, 0.8), between(rng, 0.08, 0.14)
    power = pick(rng, 2.0, 2.0, 4.0)
    edge = 0.3 * t
    shell = loft(
        np.stack(
            [
                ring_of(0, 0, z, r * q, r * q, power, 52)
                for q, z in ((0.95, 0), (1.0, edge), (1.0, t - edge * 0.5), (0.97, t))
            ]
        )
    )
    pans = pick(rng, "one", "two", "four")
    marks = []
    if pans == "one":
        marks += [
            Stroke(np.vstack([p := ring_of(0, 0, t + 0.003, r * q, r * q, power, 48), p[:1]])) for q in (0.84, 0.78)
        ]
    elif pans == "two":
        for s in (-1, 1):
            half = ring_of(0, 0, t + 0.003, r * 0.8, r * 0.8, power, 48)
            half = half[s * half[:, 1] >= 0]
            half = half[np.argsort(half[:, 0])] + [0, s * 0.03, 0]
            marks.append(Stroke(np.vstack([half, half[:1]])))
    else:
        marks += [
            flat(circle(r * 0.3, 30), sx * r * 0.38, sy * r * 0.38, t + 0.003) for sx in (-1, 1) for sy in (-1, 1)
        ]
    lid = draw(shell, [Stroke(np.vstack([p := ring_of(0, 0, t + 0.003, r * 0.86, r * 0.86, power, 48), p[:1]]))]).with_(
        surface="glass"
    )
    opening = between(rng, 60, 110)
    upper = lid.rotated("x", 180).moved(z=2 * t + 0.01).rotated("x", -opening, (0, r, t))
    parts = [
        draw(shell, marks),
        upper,
        cylinder(0.04, 0.4, (0, r, t), axis="x", segments=16),
        box(0.16, 0.05, 0.05, (0, -r, t - 0.05), radius=0.01),
    ]
    if maybe(rng, 0.3):
        puff = superellipsoid(r * 0.5, r * 0.5, 0.08, 0.7, 1.0, (0.1, 0, t + 0.06), 28)
        parts.append(puff.with_(surface="textile"))
    return parts


FAMILIES = (
    Family("lipstick", "28-02", ("Lipstick", "Lipstick case", "Mascara container"), lipstick),
    Family("cream_jar", "28-02", ("Cosmetic jar", "Cream jar", "Powder compact"), cream_jar),
)
