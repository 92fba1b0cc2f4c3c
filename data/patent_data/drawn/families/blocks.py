"""Building blocks: 21-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import rounded_rectangle
from patent_data.drawn.families.detail import circle, draw, flat, front, line, merge, spread
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick, whole
from patent_data.drawn.solids import Part, box, cylinder, extrude, revolve


def building_block(rng: Rng) -> list[Part]:
    """A building block with studs, a wooden block set or a puzzle brick."""
    nx, ny = whole(rng, 1, 6), whole(rng, 1, 3)
    unit = 0.4
    kind = pick(rng, "brick", "brick", "slope", "arch", "plate", "round")
    h = unit * (between(rng, 0.9, 1.3) if kind != "plate" else 0.42)
    w, d = nx * unit, ny * unit
    stud_r, stud_h = unit * between(rng, 0.26, 0.34), unit * between(rng, 0.14, 0.3)
    cells = [(x, y) for x in spread(nx, w) for y in spread(ny, d)]
    shape = pick(rng, "round", "round", "hollow", "square", "hexagon")
    edge = between(rng, 0.0, 0.03)
    if kind == "slope" and nx > 1:
        body = extrude(np.array([[-w / 2, 0], [w / 2, 0], [w / 2, 0.2 * h], [-w / 2 + unit, h], [-w / 2, h]]), d)
        cells = [c for c in cells if c[0] < -w / 2 + unit]
    elif kind == "arch" and nx > 2:
        r = (w - 2 * unit) / 2
        a = np.linspace(np.pi, 0, 20)
        top = max(h, r + 0.2)
        outline = np.vstack(
            [
                [[-w / 2, 0], [-r, 0]],
                np.column_stack([r * np.cos(a), r * np.sin(a) * 0.95])[1:-1],
                [[r, 0], [w / 2, 0], [w / 2, top], [-w / 2, top]],
            ]
        )
        body = extrude(outline, d)
        h = top
    elif kind == "round":
        r = unit * max(nx, ny) / 2
        body = revolve([(r, 0), (r, h)], segments=48)
        cells = [
            (x, y)
            for x, y in (
                (q * unit, p * unit)
                for q in np.arange(-3, 4) + (0.5 if nx % 2 == 0 else 0)
                for p in np.arange(-3, 4) + (0.5 if nx % 2 == 0 else 0)
            )
            if np.hypot(x, y) < r - 0.6 * stud_r
        ]
        cells = cells or [(0.0, 0.0)]
    else:
        body = box(w, d, h, radius=edge)
    studs = []
    round_steps = 24 if len(cells) < 7 else 14
    for x, y in cells:
        if shape == "hollow":
            studs.append(
                revolve(
                    [(stud_r, 0), (stud_r, stud_h), (stud_r * 0.62, stud_h), (stud_r * 0.62, 0.01)],
                    (x, y, h),
                    segments=round_steps,
                )
            )
        elif shape == "square":
            studs.append(box(stud_r * 1.8, stud_r * 1.8, stud_h, (x, y, h), radius=0.02 if len(cells) < 9 else 0.0))
        elif shape == "hexagon":
            studs.append(cylinder(stud_r, stud_h, (x, y, h), segments=6))
        else:
            studs.append(cylinder(stud_r, stud_h, (x, y, h), segments=round_steps))
    parts = [body]
    if studs:
        parts.append(merge(studs))
    marks = []
    y = -d / 2 - 0.003
    ornament = pick(rng, "none", "panel", "holes", "lines")
    if kind in ("brick", "plate"):
        if ornament == "panel":
            marks.append(front(rounded_rectangle(w * 0.86, h * 0.7, 0.03), 0, y, h / 2))
        elif ornament == "holes" and h > 0.3:
            marks += [
                front(circle(unit * q, 24), x, s * y, h / 2)
                for x in spread(nx, w)
                for q in (0.26, 0.2)
                for s in (-1, 1)
            ]
        elif ornament == "lines":
            marks += [
                line((-w / 2, s * y, z * h), (w / 2, s * y, z * h), kind="light")
                for z in np.linspace(0.2, 0.8, whole(rng, 2, 5))
                for s in (-1, 1)
            ]
    marks += (
        [
            flat(circle(unit * 0.3, 20), x, yy, -0.003)
            for x in spread(max(nx - 1, 1), w - unit)
            for yy in spread(max(ny - 1, 1), d - unit)
        ]
        if kind != "arch"
        else []
    )
    parts[0] = draw(body, marks)
    if maybe(rng, 0.2) and kind == "brick" and len(cells) < 9:
        shift = unit * pick(rng, 0, 1, -1) if nx > 1 else 0.0
        second = [p.moved(shift, 0, h) for p in parts]
        parts = parts + second
    return parts


FAMILIES = (
    Family("building_block", "21-01", ("Building block", "Toy brick", "Construction toy element"), building_block),
)
