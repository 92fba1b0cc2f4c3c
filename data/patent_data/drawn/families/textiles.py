"""Fabrics, sheet material and surface patterns: 05-05, 05-06 and 32-01."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import ellipse, rounded_rectangle
from patent_data.drawn.families.detail import draw, merge
from patent_data.drawn.families.family import Array, Family, Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import Lines, frame
from patent_data.drawn.families.motifs import clipped, motif, network, repeated, turned
from patent_data.drawn.solids import Part, Stroke, StrokeKind, loft, sheet


def wavy(rng: Rng, w: float, h: float, strength: float) -> tuple[Array, Array, Array]:
    """Parameters of soft folds: wave numbers [3,2], phases [3], heights [3]."""
    waves = np.column_stack([rng.uniform(0.3, 1.6, 3) / w, rng.uniform(0.0, 0.8, 3) / h]) * 2 * np.pi
    return waves, rng.uniform(0, 2 * np.pi, 3), strength * rng.uniform(0.3, 1.0, 3)


def raised(points: Array, folds: tuple[Array, Array, Array]) -> Array:
    """The folds' depth at points [n,2]."""
    waves, phases, heights = folds
    return np.asarray((np.sin(points @ waves.T + phases) * heights).sum(axis=1))


def cloth(
    rng: Rng,
    w: float,
    h: float,
    lines: Lines,
    folds: tuple[Array, Array, Array] | None,
    kind: StrokeKind = "line",
    thickness: float = 0.0,
) -> Part:
    """An upright sheet of w by h (bottom at z = 0) with plane lines drawn on its front."""
    n, m = (2, 2) if folds is None else (20, 26)
    u, v = np.meshgrid(np.linspace(-w / 2, w / 2, m), np.linspace(-h / 2, h / 2, n))
    flat = np.column_stack([u.ravel(), v.ravel()])
    depth = raised(flat, folds) if folds is not None else 0 * flat[:, 0]
    grid = np.column_stack([flat[:, 0], depth, flat[:, 1] + h / 2]).reshape(n, m, 3)
    body = sheet(grid, thickness)
    lift = 0.004 * w + thickness / 2
    strokes = []
    for one in lines:
        y = raised(one, folds) if folds is not None else 0 * one[:, 0]
        strokes.append(Stroke(np.column_stack([one[:, 0], y - lift, one[:, 1] + h / 2]), kind))
    return draw(body, strokes).with_(smooth_angle=60.0)


def fabric(rng: Rng) -> list[Part]:
    """A piece of woven, printed or lace fabric, flat or softly folded."""
    w, h = between(rng, 1.4, 2.4), between(rng, 1.3, 2.2)
    margin = pick(rng, 0.0, 0.04, 0.12)
    field_w, field_h = w * (1 - margin), h * (1 - margin)
    lines = repeated(rng, field_w, field_h) if maybe(rng, 0.65) else network(rng, field_w, field_h)
    kind = pick(rng, "line", "line", "light")
    if margin:
        lines += [frame(field_w, field_h)]
        if maybe(rng):
            lines += [frame(w * (1 - margin * 0.5), h * (1 - margin * 0.5))]
    folds = wavy(rng, w, h, between(rng, 0.01, 0.06)) if maybe(rng, 0.5) else None
    body = cloth(rng, w, h, lines, folds, "light" if kind == "light" else "line").with_(surface="textile")
    parts = [body]
    edge = pick(rng, "plain", "stitch", "fringe", "plain")
    if edge == "stitch":
        parts[0] = draw(body, cloth(rng, w, h, [frame(w * 0.97, h * 0.97)], folds, "stitch").strokes)
    elif edge == "fringe":
        fringe = []
        for s in (-1, 1):
            for x in np.linspace(-w / 2, w / 2, whole(rng, 24, 44)):
                start = np.array([[x, s * h / 2]])
                y = raised(start, folds)[0] if folds is not None else 0.0
                sway = between(rng, -0.02, 0.02)
                length = between(rng, 0.09, 0.13)
                strip = np.array([[x - 0.008, y, h / 2 + s * h / 2], [x + 0.008, y, h / 2 + s * h / 2]])
                fringe.append(sheet(np.stack([strip, strip + np.array([sway, 0.0, s * length])])))
        parts.append(merge(fringe))
    return parts


def sheet_material(rng: Rng) -> list[Part]:
    """Artificial sheet material: embossed, perforated, quilted or corrugated, flat or partly rolled."""
    w, h = between(rng, 1.4, 2.2), between(rng, 1.2, 2.0)
    kind = pick(rng, "roll", "roll", "ridged", "embossed", "perforated", "quilted")
    if kind == "ridged":
        n = whole(rng, 6, 16)
        deep = between(rng, 0.02, 0.07)
        u = np.linspace(-1, 1, n * 12 + 1)
        form = pick(rng, "sine", "steps", "saw")
        phase = u * n * np.pi
        y = deep * (
            np.sin(phase)
            if form == "sine"
            else np.clip(3 * np.sin(phase), -1, 1)
            if form == "steps"
            else 2 / np.pi * np.arcsin(np.sin(phase))
        )
        grid = np.stack([np.column_stack([u * w / 2, y, 0 * u + z]) for z in (0.0, h)])
        return [sheet(grid, between(rng, 0.01, 0.03)).with_(smooth_angle=30.0)]
    if kind == "quilted":
        n, m = whole(rng, 4, 7), whole(rng, 4, 7)
        skew = pick(rng, 0.0, 0.5)
        u, v = np.meshgrid(np.linspace(0, n, n * 6 + 1), np.linspace(0, m, m * 6 + 1))
        puff = (
            np.abs(np.sin(np.pi * (u + skew * v)) * np.sin(np.pi * (v - 0.0 * u))) ** 0.5
            if not skew
            else np.abs(np.sin(np.pi * (u + v) / 1.0) * np.sin(np.pi * (u - v))) ** 0.5
        )
        grid = np.stack([(u / n - 0.5) * w, -puff * between(rng, 0.04, 0.09), v / m * h], axis=2)
        seams: list[Stroke] = []
        if not skew:
            seams += [
                Stroke(np.array([[(i / n - 0.5) * w, -0.006, 0], [(i / n - 0.5) * w, -0.006, h]]), "stitch")
                for i in range(1, n)
            ]
            seams += [
                Stroke(np.array([[-w / 2, -0.006, j / m * h], [w / 2, -0.006, j / m * h]]), "stitch")
                for j in range(1, m)
            ]
        else:
            for line in [
                np.array([[(c + s * t) / n * w - w / 2, t / m * h] for t in np.linspace(0, m, 40)])
                for s in (-1, 1)
                for c in range(-m - n, n + m + 1)
            ]:
                seams += [
                    Stroke(np.column_stack([q[:, 0], 0 * q[:, 0] - 0.006, q[:, 1] + h / 2]), "stitch")
                    for q in clipped(line - [0, h / 2], w, h)
                ]
        return [draw(sheet(grid, 0.02).with_(smooth_angle=75.0, surface="textile"), seams)]
    if kind == "perforated":
        outline = pick(rng, ellipse(0.03, 0.03, 12), rounded_rectangle(0.07, 0.024, 0.012), ellipse(0.02, 0.035, 12))
        outline = np.vstack([outline, outline[:1]])
        pitch = between(rng, 0.11, 0.17)
        lines = [
            piece
            for i in range(30)
            for j in range(30)
            for piece in clipped(
                outline + np.array([(i - 14.5) * pitch + (0.5 * pitch if j % 2 else 0), (j - 14.5) * pitch]),
                w * 0.96,
                h * 0.96,
            )
            if len(piece) == len(outline)
        ]
        folds = wavy(rng, w, h, 0.03) if maybe(rng, 0.4) else None
        return [cloth(rng, w, h, lines, folds, "line", 0.02)]
    lines = repeated(rng, w, h) if maybe(rng, 0.5) else network(rng, w, h)
    if kind == "embossed":
        return [
            cloth(
                rng, w, h, lines, wavy(rng, w, h, 0.02) if maybe(rng, 0.4) else None, "line", between(rng, 0.015, 0.06)
            )
        ]
    radius = between(rng, 0.08, 0.2)
    turns = between(rng, 1.4, 2.6)
    pull = np.linspace(0, 1, 40)

    def wrap(points: Array, lift: float) -> Array:
        s = h / 2 - points[:, 1]
        flat = s >= 0
        a = np.clip(-s / radius, 0, None)
        r = radius + lift
        y = np.where(flat, -lift, radius - r * np.cos(a))
        z = np.where(flat, h - s, h + r * np.sin(a))
        return np.column_stack([points[:, 0], y, z])

    angle = pull[::-1] * 2 * np.pi * turns
    shrink = radius * (1 - 0.05 * angle / (2 * np.pi))
    coil = np.column_stack([radius - shrink * np.cos(angle), h + shrink * np.sin(angle)])
    path = np.vstack([coil, [[0.0, 0.0]]])
    grid = np.stack([np.column_stack([[-w / 2, w / 2], [y, y], [z, z]]) for y, z in path])
    body = sheet(grid, 0.012).with_(smooth_angle=50.0)
    return [draw(body, [Stroke(wrap(one, 0.014)) for one in lines])]


def surface_pattern(rng: Rng) -> list[Part]:
    """A surface pattern or an ornament on a plain ground."""
    shape = pick(rng, "square", "square", "disc", "band", "single")
    if shape == "band":
        w, h = between(rng, 2.2, 3.0), between(rng, 0.5, 0.9)
    else:
        w = between(rng, 1.6, 2.2)
        h = w * pick(rng, 1.0, 1.0, between(rng, 0.7, 1.4))
    if shape == "single":
        side = min(w, h)
        main = [one * side * 0.62 for one in motif(rng)]
        n = whole(rng, 5, 16)
        around = motif(rng)
        lines: Lines = list(main)
        for k in range(n):
            lines += [
                one
                + np.array([0.0, 0.41 * side])
                @ np.array(
                    [
                        [np.cos(2 * np.pi * k / n), np.sin(2 * np.pi * k / n)],
                        [-np.sin(2 * np.pi * k / n), np.cos(2 * np.pi * k / n)],
                    ]
                )
                for one in turned([q * side * 0.9 / n for q in around], 360.0 * k / n)
            ]
        if maybe(rng):
            lines.append(np.vstack([ellipse(side * 0.33, side * 0.33, 60), [[side * 0.33, 0]]]))
    else:
        lines = repeated(rng, w * 0.98, h * 0.98) if maybe(rng, 0.7) else network(rng, w * 0.98, h * 0.98)
    if shape == "disc":
        r = min(w, h) / 2
        kept: Lines = []
        for one in lines:
            inside = np.hypot(one[:, 0], one[:, 1]) < r * 0.985
            kept += [
                one[run]
                for run in np.split(np.arange(len(one)), np.flatnonzero(np.diff(inside.astype(int))) + 1)
                if inside[run[0]] and len(run) > 1
            ]
        round_ = ellipse(r, r, 64)
        plate = loft(
            np.stack(
                [np.column_stack([round_[:, 0], 0 * round_[:, 0] + y, round_[:, 1] + h / 2]) for y in (0.005, -0.005)]
            )
        )
        return [draw(plate, [Stroke(np.column_stack([q[:, 0], 0 * q[:, 0] - 0.01, q[:, 1] + h / 2])) for q in kept])]
    border = [frame(w * 0.995, h * 0.995)] if shape != "single" and maybe(rng, 0.3) else []
    return [cloth(rng, w, h, lines + border, None)]


FAMILIES = (
    Family("fabric", "05-05", ("Fabric", "Textile fabric", "Woven fabric with pattern", "Cloth"), fabric),
    Family(
        "sheet_material", "05-06", ("Sheet material", "Embossed sheet", "Wallpaper", "Quilted sheet"), sheet_material
    ),
    Family("surface_pattern", "32-01", ("Surface pattern", "Ornament", "Graphic pattern"), surface_pattern),
)
