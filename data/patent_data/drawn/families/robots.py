"""Toy robots: 21-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle, spline
from patent_data.drawn.families.bits import limb
from patent_data.drawn.families.detail import circle, disc, draw, front, lay, line, side, slab, spread, wire
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.gadget_parts import hole_field, push_buttons, screw, slots
from patent_data.drawn.solids import Part, Stroke, box, cylinder, extrude, revolve, superellipsoid


def toy_robot(rng: Rng) -> list[Part]:
    """A toy robot with a head, arms, legs or wheels."""
    w, d, h = between(rng, 0.6, 0.9), between(rng, 0.4, 0.6), between(rng, 0.6, 0.9)
    leg = between(rng, 0.4, 0.8)
    corner = between(rng, 0.02, 0.2)
    round_body = maybe(rng, 0.3)
    torso = (
        superellipsoid(w / 2, d / 2, h / 2, 0.7, 0.7, (0, 0, leg + h / 2))
        if round_body
        else slab(w, d, h, corner, min(0.06, corner * 0.9), at=(0, 0, leg))
    )
    y = -d / 2
    parts: list[Part] = []
    marks: list[Stroke] = []
    chest = pick(rng, "panel", "buttons", "grille", "gauge", "heart")
    zc = leg + h * 0.56
    if chest == "panel":
        parts.append(slab(0.56 * w, 0.06, 0.4 * h, 0.04, 0.015, at=(0, y, zc - 0.2 * h)))
        parts += push_buttons(rng, [(x, zc) for x in spread(3, 0.42 * w)], 0.09, y - 0.03, "round")
    elif chest == "buttons":
        parts += push_buttons(
            rng,
            [(x, z) for x in spread(2, 0.3 * w) for z in spread(2, 0.3 * h, zc)],
            0.11,
            y,
            pick(rng, "round", "square"),
        )
    elif chest == "grille":
        parts.append(
            draw(
                slab(0.5 * w, 0.05, 0.36 * h, 0.03, 0.01, at=(0, y, zc - 0.18 * h)),
                slots(whole(rng, 4, 7), 0.42 * w, 0.05, 0, y - 0.028, zc, False),
            )
        )
    elif chest == "gauge":
        parts.append(
            draw(
                disc(0.16, 0.05, (0, y, zc), 0.015, 32),
                [
                    line((0, y - 0.053, zc), (0.07, y - 0.053, zc + 0.08)),
                    front(circle(0.12, 28), 0, y - 0.053, zc, "light"),
                ],
            )
        )
    else:
        t = np.linspace(0, 2 * np.pi, 33)
        heart = (
            np.column_stack(
                [16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)]
            )
            * 0.01
        )
        marks += lay(torso, np.column_stack([heart[:, 0], 0 * t - 9, heart[:, 1] + zc]), (0, 1, 0), n=50)
    parts.insert(0, draw(torso, marks))
    head_kind = pick(rng, "box", "dome", "ball", "can")
    hw, hh = between(rng, 0.5, 0.9) * w, between(rng, 0.36, 0.56)
    z = leg + h + between(rng, 0.04, 0.12)
    parts.append(cylinder(0.1, z - leg - h + 0.06, (0, 0, leg + h - 0.03), segments=20))
    if head_kind == "box":
        head = slab(hw, d * 0.8, hh, between(rng, 0.02, 0.14), 0.03, at=(0, 0, z))
        fy = -d * 0.4
    elif head_kind == "dome":
        head = revolve(
            [(hw / 2, 0), (hw / 2, hh * 0.35)]
            + [(hw / 2 * np.cos(a), hh * 0.35 + hh * 0.65 * np.sin(a)) for a in np.linspace(0.1, 1.5, 8)],
            (0, 0, z),
            segments=40,
        )
        fy = -hw / 2
    elif head_kind == "ball":
        head = superellipsoid(hw / 2, hw * 0.45, hh / 2, 0.85, 0.9, (0, 0, z + hh / 2))
        fy = -hw * 0.45
    else:
        head = cylinder(hw / 2, hh, (0, 0, z), segments=40)
        fy = -hw / 2
    face: list[Part] = []
    eye_r = between(rng, 0.06, 0.1)
    eyes = pick(rng, "round", "visor", "square", "one")
    ez = z + 0.6 * hh
    if eyes == "round":
        for s in (-1, 1):
            eye = disc(eye_r, 0.12, (s * 0.24 * hw, fy + 0.06, ez), 0.015, 24)
            face.append(draw(eye, [front(circle(eye_r * 0.45, 16), s * 0.24 * hw, fy - 0.063, ez)]))
    elif eyes == "visor":
        face.append(
            slab(hw * 0.7, 0.14, hh * 0.26, 0.1 * hh, 0.02, at=(0, fy + 0.05, ez - 0.13 * hh)).with_(surface="glass")
        )
    elif eyes == "square":
        face += [
            slab(eye_r * 1.8, 0.12, eye_r * 1.8, 0.02, 0.01, at=(s * 0.24 * hw, fy + 0.04, ez - eye_r)) for s in (-1, 1)
        ]
    else:
        face.append(
            draw(disc(eye_r * 1.8, 0.14, (0, fy + 0.06, ez), 0.02, 32), [front(circle(eye_r, 24), 0, fy - 0.083, ez)])
        )
    mouth = (
        [Stroke(np.array([[x, fy - 0.004, z + 0.22 * hh] for x in (-0.2 * hw, 0.2 * hw)]))]
        if head_kind == "box"
        else []
    )
    if mouth and maybe(rng, 0.6):
        mouth += [
            line((x, fy - 0.004, z + 0.16 * hh), (x, fy - 0.004, z + 0.28 * hh), kind="light")
            for x in spread(6, 0.4 * hw)
        ]
    parts += [draw(head, mouth), *face]
    antenna = pick(rng, "one", "two", "ears", "none")
    if antenna in ("one", "two"):
        for x in (0.0,) if antenna == "one" else (-0.3 * hw, 0.3 * hw):
            parts += [
                wire([[x * 0.8, 0, z + hh * 0.9], [x, 0, z + hh + 0.22]], 0.016, 8),
                superellipsoid(0.045, 0.045, 0.045, at=(x, 0, z + hh + 0.24), segments=16),
            ]
    elif antenna == "ears":
        parts += [revolve([(0.1, 0), (0.1, 0.05), (0.05, 0.09)], axis="x", segments=24).moved(hw / 2 - 0.01, 0, ez)]
        parts.append(parts[-1].mirrored("x"))
    arm_kind = pick(rng, "box", "hose", "tube")
    swing = between(rng, -40, 50)
    arm: list[Part] = []
    sx, sz = w / 2 + 0.1, leg + h * 0.82
    reach = between(rng, 0.5, 0.75)
    arm.append(superellipsoid(0.11, 0.11, 0.11, at=(sx - 0.03, 0, sz), segments=20))
    if arm_kind == "hose":
        path = spline([[sx, 0, sz], [sx + 0.16, -0.02, sz - 0.2], [sx + 0.12, -0.1, sz - reach]], n=28)
        arm.append(wire(path, 0.055 * (1 + 0.14 * (np.arange(28) % 2)), 10))
        tip = path[-1]
    elif arm_kind == "tube":
        arm.append(wire([[sx, 0, sz], [sx + 0.03, 0, sz - reach]], 0.06, 14))
        tip = np.array([sx + 0.03, 0, sz - reach])
    else:
        arm += [
            box(0.16, 0.18, reach * 0.5, (sx + 0.03, 0, sz - reach * 0.5), radius=0.02),
            cylinder(0.06, 0.1, (sx + 0.03, 0, sz - reach * 0.58), segments=16),
            box(0.18, 0.2, reach * 0.45, (sx + 0.03, 0, sz - reach), radius=0.02),
        ]
        tip = np.array([sx + 0.03, 0, sz - reach])
    hand = pick(rng, "claw", "ball", "mitt")
    if hand == "claw":
        for s in (-1, 1):
            arm.append(
                limb(
                    spline(
                        [
                            tip,
                            tip + np.array([s * 0.09, 0, -0.06]),
                            tip + np.array([s * 0.08, 0, -0.16]),
                            tip + np.array([s * 0.02, 0, -0.2]),
                        ],
                        n=12,
                    ),
                    [0.04],
                    [0.025],
                    power=4.0,
                    n=10,
                )
            )
    elif hand == "ball":
        arm.append(superellipsoid(0.1, 0.1, 0.1, at=(float(tip[0]), float(tip[1]), float(tip[2]) - 0.05), segments=20))
    else:
        arm.append(box(0.15, 0.12, 0.14, (float(tip[0]), float(tip[1]), float(tip[2]) - 0.13), radius=0.04))
    other = between(rng, -40, 50) if maybe(rng, 0.5) else swing
    parts += [p.rotated("x", swing, (0, 0, sz)) for p in arm] + [
        p.mirrored("x").rotated("x", other, (0, 0, sz)) for p in arm
    ]
    base = pick(rng, "legs", "legs", "tracks", "wheel")
    if base == "legs":
        lx = w * between(rng, 0.22, 0.28)
        for s in (-1, 1):
            if maybe(rng):
                parts.append(box(0.2, 0.22, leg, (s * lx, 0, 0.05), radius=0.03))
            else:
                parts.append(
                    wire(
                        np.linspace([s * lx, 0, 0.05], [s * lx, 0, leg + 0.03], 16),
                        0.08 * (1 + 0.1 * (np.arange(16) % 2)),
                        14,
                    )
                )
            parts.append(box(0.26, 0.44, 0.14, (s * lx, -0.06, 0), radius=0.05))
    elif base == "tracks":
        for s in (-1, 1):
            outline = rounded_rectangle(1.0, leg * 0.9, leg * 0.44, 8)
            track = extrude(outline, 0.2, "x", bevel=0.02, at=(s * w * 0.42, 0, leg * 0.45))
            parts.append(
                draw(
                    track, [side(circle(leg * 0.28, 24), s * (w * 0.42 + 0.103), q, leg * 0.45) for q in (-0.28, 0.28)]
                )
            )
        parts.append(box(w * 0.6, 0.5, 0.2, (0, 0, leg - 0.18)))
    else:
        parts += [
            cylinder(leg * 0.5, 0.2, (0, 0, leg * 0.5), axis="x", segments=36),
            box(0.1, 0.14, leg * 0.6, (0.16, 0, leg * 0.5)),
            box(0.1, 0.14, leg * 0.6, (-0.16, 0, leg * 0.5)),
        ]
    if maybe(rng, 0.4) and not round_body:
        back = slab(0.7 * w, 0.16, 0.6 * h, 0.06, 0.03, at=(0, d / 2 + 0.05, leg + 0.2 * h))
        parts.append(draw(back, hole_field((0.2 * w, 0.06 * h), 0, d / 2 + 0.134, leg + 0.4 * h, 0.06, False, 20)))
        parts += [
            screw(0.03, (0, 0, 0)).rotated("z", 180).moved(s * 0.3 * w, d / 2 + 0.13, leg + 0.7 * h) for s in (-1, 1)
        ]
    return parts


FAMILIES = (Family("toy_robot", "21-01", ("Toy robot", "Robot", "Toy figure"), toy_robot),)
