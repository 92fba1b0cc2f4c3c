"""Display screens with graphical user interfaces, and icons: 14-04."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.curves import regular_polygon, rounded_rectangle, superellipse
from patent_data.drawn.families.detail import draw, front, slab, unclaimed
from patent_data.drawn.families.family import Family, Rng, between, maybe, pick
from patent_data.drawn.families.glyphs import Lines, at, closed, glyph, spot
from patent_data.drawn.families.interfaces import interface
from patent_data.drawn.families.widgets import writing
from patent_data.drawn.solids import Part, Stroke, StrokeKind


def on_front(lines: Lines, y: float, z: float, kind: StrokeKind = "line") -> list[Stroke]:
    """Plane lines as strokes on a front face at depth y about the height z."""
    return [front(one, 0.0, y, z, kind, closed=False) for one in lines if len(one) > 1]


def gui_screen(rng: Rng) -> list[Part]:
    """A display screen with a graphical user interface, flat or in the outline of a device."""
    device = pick(rng, "panel", "panel", "telephone", "tablet", "monitor", "watch")
    h = 2.0
    w = (
        h
        * {
            "panel": pick(rng, 0.56, 0.75, 1.4, 1.7),
            "telephone": between(rng, 0.46, 0.56),
            "tablet": between(rng, 0.68, 0.76),
            "monitor": between(rng, 1.3, 1.8),
            "watch": between(rng, 0.8, 1.0),
        }[device]
    )
    corner = {"panel": pick(rng, 0.0, 0.0, 0.05), "telephone": 0.05, "tablet": 0.03, "monitor": 0.0, "watch": 0.3}[
        device
    ] * min(w, h)
    screen = slab(w, 0.01, h, corner).with_(surface=pick(rng, "plain", "plain", "glass"))
    scale = 0.72 if device == "watch" else 0.97
    marks = on_front(interface(rng, w * scale, h * scale), -0.008, h / 2, pick(rng, "line", "line", "light"))
    parts = [draw(screen, marks)]
    if device != "panel":
        edge = {"telephone": 0.08, "tablet": 0.14, "monitor": 0.08, "watch": 0.12}[device]
        body = slab(w + 2 * edge, 0.08, h + 2 * edge, corner + edge * 0.7, 0.02, at=(0, 0.05, -edge))
        shell = [body]
        if device == "monitor":
            shell += [
                slab(0.3 * w, 0.06, 0.4, 0.0, at=(0, 0.08, -edge - 0.38)),
                slab(0.6 * w, 0.4, 0.04, 0.0, at=(0, 0.08, -edge - 0.4)),
            ]
        elif device == "watch":
            shell += [
                slab(w * 0.8, 0.05, 0.7, 0.06, at=(0, 0.08, h + edge - 0.04)),
                slab(w * 0.8, 0.05, 0.7, 0.06, at=(0, 0.08, -edge - 0.66)),
            ]
        parts += unclaimed(shell, maybe(rng, 0.4))
    return parts


def icon(rng: Rng) -> list[Part]:
    """One pictogram for a display screen, alone or in a plate."""
    plate = pick(rng, "square", "rounded", "squircle", "disc", "hexagon", "none")
    size = 2.0
    outline = {
        "square": rounded_rectangle(size, size, 0.02),
        "rounded": rounded_rectangle(size, size, between(rng, 0.2, 0.6)),
        "squircle": superellipse(size / 2, size / 2, between(rng, 3, 5)),
        "disc": superellipse(size / 2, size / 2, 2.0),
        "hexagon": regular_polygon(6, size * 0.56),
        "none": rounded_rectangle(size, size, 0.01),
    }[plate]
    base = slab(size * 1.24, 0.006, size * 1.24, 0.01, at=(0, 0, -size * 0.12))
    lines: Lines = [closed(outline)] if plate != "none" else []
    if plate != "none" and maybe(rng, 0.35):
        lines.append(closed(outline * between(rng, 0.84, 0.94)))
    turn = np.radians(pick(rng, 0.0, 0.0, 0.0, between(rng, -30, 30)))
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    layout = pick(rng, "one", "one", "one", "badge", "pair", "ring")
    reach = size * between(rng, 0.5, 0.68) * (1.3 if plate == "none" else 1.0)
    main = [one @ spin for one in glyph(rng)]
    if layout == "pair":
        lines += at(main, -reach * 0.32, reach * 0.2, reach * 0.66) + at(
            glyph(rng), reach * 0.34, -reach * 0.22, reach * 0.6
        )
    else:
        lines += at(main, 0, 0, reach)
    if layout == "badge":
        r = reach * 0.2
        x, z = pick(rng, (1, 1), (1, -1))
        lines += [spot(r, x * size * 0.36, z * size * 0.36), *at(glyph(rng), x * size * 0.36, z * size * 0.36, r * 1.1)]
    elif layout == "ring":
        lines.append(spot(reach * 0.72, n=48))
    if maybe(rng, 0.25):
        lines += writing(rng, -size * 0.25, -size * 0.42, size * 0.5, size * 0.08)
    if maybe(rng, 0.3):
        lines += [one * 0.93 for one in at(main, 0, 0, reach)][:1] if layout == "one" else []
    parts = unclaimed([base], maybe(rng, 0.5))
    if plate != "none" and maybe(rng, 0.2):
        solid = slab(size, 0.2, size, 0.3, 0.05)
        return [draw(solid, on_front([one * 0.9 for one in lines[1:]], -0.103, size / 2))]
    return (
        [draw(parts[0].with_(claimed=True), on_front(lines, -0.006, size / 2))]
        if maybe(rng, 0.5)
        else [
            draw(
                slab(size * 0.999, 0.006, size * 0.999, 0.0), on_front([one * 0.93 for one in lines], -0.006, size / 2)
            ),
            *unclaimed([slab(size * 1.3, 0.004, size * 1.3, 0.0, at=(0, 0.02, -size * 0.15))]),
        ]
    )


FAMILIES = (
    Family(
        "gui_screen",
        "14-04",
        (
            "Display screen with graphical user interface",
            "Graphical user interface",
            "Display screen or portion thereof with graphical user interface",
        ),
        gui_screen,
    ),
    Family("icon", "14-04", ("Icon", "Display screen with icon", "Computer icon"), icon),
)
