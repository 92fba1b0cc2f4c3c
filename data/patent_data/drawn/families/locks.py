"""Padlocks and electronic locks (08-07)."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.bits import (
    between,
    circle,
    count,
    environment,
    limb,
    number_lines,
    one_of,
    rectangle_line,
    ring_line,
    rod,
    screw,
    whether,
)
from patent_data.drawn.families.family import Family
from patent_data.drawn.families.hardware_parts import door_lever, key_hole
from patent_data.drawn.solids import Part, box, cylinder, extrude, moved, revolve, rotated, stroke, tube

_X, _Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def _padlock(rng: np.random.Generator) -> list[Part]:
    """A padlock with a key or with dials."""
    w, h, d = between(rng, 1.6, 3.0), between(rng, 1.5, 2.8), between(rng, 0.7, 1.3)
    kind = one_of(rng, "box", "round", "shield", "laminated", "disc", "dials")
    parts: list[Part] = []
    if kind in ("round", "disc"):
        h = w
        ring = ellipse(w / 2 * 1.1, n=44) + np.array([0, h / 2])
        parts.append(extrude(ring, d, bevel=0.12))
        parts[0] = parts[0].with_strokes(ring_line((0, -d / 2, h / 2), 0.42 * w, "y"))
    elif kind == "shield":
        ring = np.array([(-0.5, 1), (-0.52, 0.5), (-0.42, 0.15), (0, 0), (0.42, 0.15), (0.52, 0.5), (0.5, 1)]) * [w, h]
        parts.append(extrude(ring, d, bevel=0.14))
    elif kind == "laminated":
        plates = count(rng, 6, 11)
        for k in range(plates):
            parts.append(box(w, d, 0.86 * h / plates, at=(0, 0, k * h / plates), radius=0.3))
        parts.append(box(w * 0.97, d * 0.95, h * 0.98, radius=0.28).with_(strokes=()))
    else:
        power = between(rng, 3.5, 9.0)
        r = between(rng, 0.05, 0.2)
        parts.append(limb(rod((0, 0, r), (0, 0, h - r), 4), [d / 2], [w / 2], power, (r, r), n=36))
        band = between(rng, 0.12, 0.2) * h
        if whether(rng, 0.5):
            y, z = d / 2 * 1.01, band
            parts[0] = parts[0].with_strokes(
                stroke(rod((-0.4 * w, -y, z), (0.4 * w, -y, z))), stroke(rod((-0.4 * w, y, z), (0.4 * w, y, z)))
            )
    r = between(rng, 0.13, 0.24)
    span = w * between(rng, 0.26, 0.34)
    tall = between(rng, 0.5, 2.2)
    top = h * (0.8 if kind in ("round", "disc") else 1.0)
    lift = between(rng, 0.3, 0.9) if whether(rng, 0.25) else 0.0
    bow = circle((0, 0, top + tall + lift), span, "y", 18, (0, 180))
    near = (span, 0, top - 0.3) if not lift else (span, 0, top + 0.25)
    path = np.vstack([[near], bow, [(-span, 0, top - 0.3)]])
    parts.append(tube(path, r))
    for x in (-span, span):
        parts.append(cylinder(r * 1.35, 0.1, at=(x, 0, top - 0.02), segments=24))
    if kind == "dials" or (kind == "box" and whether(rng, 0.2)):
        n = one_of(rng, 3, 4)
        for k in range(n):
            z = h * (0.2 + 0.6 * k / (n - 1))
            dial = cylinder(0.42 * d, 0.42 * h / n, axis="z", segments=20).moved(y=-0.2 * d, z=z - 0.2 * h / n)
            dial = dial.with_strokes(*number_lines(str(count(rng, 0, 9)), (0, -0.63 * d, z), 0.26 * h / n, _X, _Z))
            parts.append(dial)
    elif kind == "disc" or whether(rng, 0.45):
        parts += key_hole(rng, (0, -d / 2, h * between(rng, 0.35, 0.45)), w * between(rng, 0.14, 0.2))
    else:
        parts += rotated(key_hole(rng, (0, 0, 0), min(w, d) * 0.3), "x", 90.0)
    if kind in ("box", "shield", "dials") and whether(rng, 0.5):
        parts[0] = parts[0].with_strokes(rectangle_line((0, -d / 2 * 1.01, h * 0.78), w * 0.5, h * 0.16, _X, _Z))
    if kind in ("box", "dials") and whether(rng, 0.3):
        parts.append(
            limb(rod((0, 0, 0.02 * h), (0, 0, 0.2 * h), 3), [d / 2 + 0.08], [w / 2 + 0.08], 7.0, (0.08, 0.03), n=36)
        )
    return parts


def _keypad_lock(rng: np.random.Generator) -> list[Part]:
    """An electronic door lock with keys or a touch face, and a lever, knob or thumb turn."""
    w, h, d = between(rng, 1.7, 2.6), between(rng, 3.2, 7.5), between(rng, 0.5, 0.9)
    case = limb(
        rod((0, 0, -h / 2), (0, 0, h / 2), 4),
        [d],
        [w / 2 * between(rng, 0.85, 1.0), w / 2],
        between(rng, 4, 9),
        (between(rng, 0.05, 0.3), between(rng, 0.05, 0.3)),
        n=36,
    )
    parts = [case]
    front = -d * 0.99
    rows, cols = one_of(rng, (4, 3), (4, 3), (5, 2), (2, 5), (3, 4))
    top, low = h * 0.44, h * between(rng, -0.05, 0.1)
    keys = one_of(rng, "round", "square", "touch")
    if keys == "touch" or whether(rng, 0.3):
        panel = rounded_rectangle(w * 0.84, top - low + 0.25, between(rng, 0.05, 0.3)) + np.array([0, (top + low) / 2])
        parts.append(
            extrude(panel, 0.06, bevel=0.01).moved(y=front).with_(surface="glass" if keys == "touch" else "plain")
        )
    step_z, step_x = (top - low) / rows, w * 0.8 / cols
    digits = iter("123456789*0#")
    for i in range(rows):
        for j in range(cols):
            x, z = (j - (cols - 1) / 2) * step_x, top - (i + 0.5) * step_z
            size = 0.4 * min(step_x, step_z)
            label = next(digits, "")
            face = front - (0.03 if keys == "touch" else 0.13)
            marks = number_lines(label, (x, face * 1.001, z), size * 0.95, _X, _Z)
            if keys == "touch":
                parts[-1] = parts[-1].with_strokes(*marks)
                continue
            ring = (
                ellipse(size, n=24) if keys == "round" else rounded_rectangle(2.1 * size, 1.9 * size, 0.3 * size, n=3)
            )
            parts.insert(1, extrude(ring, 0.16, bevel=0.03).moved(x, front - 0.05, z).with_strokes(*marks))
    base = -h / 2 + between(rng, 0.16, 0.24) * h
    turn = one_of(rng, "lever", "knob", "key", "thumb")
    if turn == "lever":
        parts += moved(door_lever(rng, 1.3, between(rng, 3.0, 4.2)), y=front, z=base)
    elif turn == "knob":
        r = w * between(rng, 0.28, 0.42)
        parts.append(
            revolve([(r * 0.5, 0), (r * 0.5, 0.5), (r, 0.8), (r, 1.3), (r * 0.85, 1.5)], axis="y")
            .mirrored("y")
            .moved(y=front, z=base)
        )
    elif turn == "key":
        parts += key_hole(rng, (0, front, base), w * 0.2)
    else:
        parts.append(cylinder(w * 0.26, 0.24, at=(0, front - 0.1, base), axis="y", segments=36))
        parts.append(box(w * 0.13, 0.6, w * 0.5, at=(0, front - 0.4, base - 0.25 * w), radius=0.08))
    if whether(rng, 0.4):
        bolt = box(1.2, 0.45, 0.9, at=(w / 2 + 0.4, d * 2.2, -0.3), radius=0.05)
        parts += environment(rng, [cylinder(0.9, 1.6, at=(0, d * 1.9, 0), axis="y", segments=32), bolt], 0.6)
    if whether(rng, 0.3):
        parts += [screw((0, front + 0.02, z * h), 0.1) for z in (-0.47, 0.47)]
    return parts


FAMILIES = (
    Family("padlock", "08-07", ("Padlock", "Combination padlock", "Lock"), _padlock),
    Family("keypad_lock", "08-07", ("Electronic lock", "Door lock", "Smart lock", "Keypad lock"), _keypad_lock),
)
