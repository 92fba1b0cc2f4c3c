"""The contents of a screen: status bars, lists, tiles, cards, chats, keys."""

from __future__ import annotations

import numpy as np

from patent_data.drawn.families.family import Rng, between, maybe, pick, whole
from patent_data.drawn.families.glyphs import Lines, at, frame, glyph, rule, spot
from patent_data.drawn.families.widgets import bar, chart, toggle, writing


def status_bar(rng: Rng, w: float, z: float, size: float) -> Lines:
    """Clock, signal and battery along the top edge."""
    battery = [
        frame(1.6 * size, 0.8 * size, 0.1 * size, w / 2 - 1.6 * size, z),
        rule(w / 2 - 0.7 * size, z - 0.2 * size, w / 2 - 0.7 * size, z + 0.2 * size),
    ]
    bars = [
        rule(w / 2 - (4.6 - 0.4 * i) * size, z - 0.4 * size, w / 2 - (4.6 - 0.4 * i) * size, z + (0.2 * i - 0.3) * size)
        for i in range(4)
    ]
    return battery + bars + writing(rng, -w / 2 + 0.7 * size, z, 2.2 * size, 0.7 * size)


def list_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """Rows with a picture, two lines of writing and a mark at the end."""
    rows = max(2, min(7, round(h / (text * between(rng, 4.0, 6.0)))))
    step = h / rows
    picture, end = pick(rng, "disc", "box", "glyph", "none"), pick(rng, "chevron", "toggle", "none", "ring")
    found: Lines = []
    one = glyph(rng)
    for i in range(rows):
        z = h / 2 - step * (i + 0.5)
        r = min(0.36 * step, 0.12 * w)
        left = -w / 2 + (2.6 * r if picture != "none" else 0.3 * r)
        if picture == "disc":
            found.append(spot(r, -w / 2 + 1.2 * r, z))
        elif picture == "box":
            found.append(frame(2 * r, 2 * r, 0.2 * r, -w / 2 + 1.2 * r, z))
        elif picture == "glyph":
            found += at(one if maybe(rng, 0.3) else glyph(rng), -w / 2 + 1.2 * r, z, 1.7 * r)
        found += writing(rng, left, z + 0.16 * step, w * between(rng, 0.25, 0.42), text)
        if maybe(rng, 0.7):
            found += writing(rng, left, z - 0.2 * step, w * between(rng, 0.3, 0.5), text * 0.75)
        if end == "chevron":
            found.append(
                np.array([[w / 2 - 0.5 * r, z + 0.3 * r], [w / 2 - 0.2 * r, z], [w / 2 - 0.5 * r, z - 0.3 * r]])
            )
        elif end == "toggle":
            found += toggle(0.5 * r, w / 2 - 0.7 * r, z, maybe(rng))
        elif end == "ring":
            found.append(spot(0.28 * r, w / 2 - 0.5 * r, z, 12))
        if i:
            found.append(rule(-w / 2, z + step / 2, w / 2, z + step / 2))
    return found


def tile_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """A grid of tiles with pictograms, perhaps with a name under each."""
    columns = whole(rng, 2, 4)
    rows = max(1, round(h / (w / columns) * between(rng, 0.7, 1.0)))
    cw, ch = w / columns, h / rows
    size = min(cw, ch) * between(rng, 0.6, 0.84)
    corner = pick(rng, 0.0, 0.12, 0.25, 0.5) * size
    names = maybe(rng, 0.6)
    found: Lines = []
    for i in range(columns):
        for j in range(rows):
            x, z = -w / 2 + cw * (i + 0.5), h / 2 - ch * (j + 0.5)
            if names:
                found += writing(rng, x - 0.3 * size, z - size * 0.5, 0.6 * size, min(text * 0.7, 0.14 * size))
            found.append(
                frame(
                    size * (0.8 if names else 1),
                    size * (0.8 if names else 1),
                    corner,
                    x,
                    z + (0.06 * size if names else 0),
                )
            )
            found += at(glyph(rng), x, z + (0.06 * size if names else 0), size * (0.46 if names else 0.6))
    return found


def card_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """One card: a picture with hills and a sun or a diagram, writing and a button."""
    found: Lines = [frame(w, h, 0.05 * w)]
    top = h * between(rng, 0.4, 0.62)
    z = h / 2 - top / 2
    if maybe(rng, 0.4):
        x0, z0 = -w * 0.46, h / 2 - top
        hills = np.column_stack(
            [np.linspace(-w * 0.46, w * 0.46, 7), z0 + top * np.array([0.1, 0.5, 0.25, 0.6, 0.3, 0.45, 0.1])]
        )
        found += [rule(x0, z0, -x0, z0), hills, spot(0.1 * top, w * 0.28, h / 2 - 0.25 * top, 16)]
    else:
        found += at(chart(rng, w * 0.8, top * 0.75), 0, z)
    rows = whole(rng, 1, 3)
    for i in range(rows):
        found += writing(rng, -w * 0.42, h / 2 - top - (i + 1) * (h - top) * 0.2, w * between(rng, 0.5, 0.84), text)
    found.append(frame(w * 0.36, text * 2, text * 0.6, w * 0.25, -h / 2 + text * 1.6))
    return found


def chat_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """Speech bubbles to the left and right."""
    found: Lines = []
    z = h / 2
    while z > -h / 2 + 4 * text:
        rows = whole(rng, 1, 3)
        tall = rows * 1.7 * text + text
        if z - tall < -h / 2:
            break
        wide = w * between(rng, 0.4, 0.66)
        x = pick(rng, -1, 1) * (w - wide) / 2
        found.append(frame(wide, tall, 0.6 * text, x, z - tall / 2))
        for i in range(rows):
            found += writing(
                rng, x - wide * 0.42, z - text * (1.1 + 1.7 * i), wide * between(rng, 0.4, 0.82), text * 0.8
            )
        z -= tall + text
    return found


def control_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """A round instrument or a player with sliders and buttons under it."""
    r = min(w, h * 0.6) * 0.42
    found = (
        at(chart(rng, 2 * r, 2 * r), 0, h / 2 - r * 1.1)
        if maybe(rng, 0.5)
        else [
            spot(r, 0, h / 2 - r * 1.1, 40),
            spot(r * 0.8, 0, h / 2 - r * 1.1, 40),
            *at(glyph(rng), 0, h / 2 - r * 1.1, r * 0.8),
        ]
    )
    rest = h - 2.3 * r
    for i in range(whole(rng, 1, 3)):
        z = h / 2 - 2.3 * r - rest * 0.16 * (i + 1)
        found += bar(w * 0.8, text * 0.5, 0, z, between(rng, 0.1, 0.9))
    n = whole(rng, 3, 5)
    s = min(w / n * 0.8, rest * 0.28)
    for i in range(n):
        x = w * ((i + 0.5) / n - 0.5)
        found += [spot(s / 2, x, -h / 2 + s * 0.7), *at(glyph(rng), x, -h / 2 + s * 0.7, s * 0.55)]
    return found


def key_block(rng: Rng, w: float, h: float, text: float) -> Lines:
    """A number pad or the keys of a screen keyboard."""
    columns, rows = pick(rng, (3, 4), (4, 4), (10, 4))
    round_keys = columns < 10 and maybe(rng, 0.5)
    cw, ch = w / columns, h / rows
    found: Lines = []
    for i in range(columns):
        for j in range(rows):
            x, z = -w / 2 + cw * (i + 0.5), h / 2 - ch * (j + 0.5)
            found.append(spot(min(cw, ch) * 0.42, x, z) if round_keys else frame(cw * 0.84, ch * 0.8, 0.1 * ch, x, z))
            found += writing(rng, x - 0.1 * min(cw, ch), z, 0.26 * min(cw, ch), 0.3 * min(cw, ch))
    return found


BLOCKS = (list_block, list_block, tile_block, card_block, chat_block, control_block, key_block)


def interface(rng: Rng, w: float, h: float) -> Lines:
    """All the lines of a screen of w by h about the origin."""
    text = min(w, h) * between(rng, 0.026, 0.04)
    found: Lines = []
    top, bottom, left = h / 2, -h / 2, -w / 2
    if maybe(rng, 0.7):
        found += status_bar(rng, w, top - 1.2 * text, text)
        top -= 2.4 * text
    head = pick(rng, "title", "search", "tabs", "none")
    if head != "none":
        tall = 3.6 * text
        found.append(rule(left, top - tall, w / 2, top - tall))
        if head == "title":
            found += at(glyph(rng), left + 2.4 * text, top - tall / 2, 2 * text) + writing(
                rng, left + 5 * text, top - tall / 2, w * 0.3, text * 1.3
            )
            found += [
                rule(w / 2 - 3 * text, top - tall / 2 + q * text, w / 2 - 1.2 * text, top - tall / 2 + q * text)
                for q in (-0.6, 0, 0.6)
            ]
        elif head == "search":
            found += [
                frame(w * 0.86, 2.2 * text, 1.1 * text, 0, top - tall / 2),
                *at(glyph(rng), -w * 0.38, top - tall / 2, 1.4 * text),
            ]
        else:
            n = whole(rng, 2, 4)
            for i in range(n):
                found += writing(rng, left + w * (i + 0.25) / n, top - tall / 2, w * 0.5 / n, text)
            found.append(rule(left + w * 0.1 / n, top - tall + 0.4 * text, left + w * 0.9 / n, top - tall + 0.4 * text))
        top -= tall
    if maybe(rng, 0.5):
        tall = 4.0 * text
        n = whole(rng, 3, 5)
        found.append(rule(left, bottom + tall, w / 2, bottom + tall))
        for i in range(n):
            found += at(glyph(rng), left + w * (i + 0.5) / n, bottom + tall / 2, 2.2 * text)
        bottom += tall
    if w > 1.15 * h and maybe(rng, 0.6):
        rail = w * between(rng, 0.14, 0.26)
        found.append(rule(left + rail, bottom, left + rail, top))
        n = whole(rng, 4, 7)
        for i in range(n):
            z = top - (top - bottom) * (i + 0.5) / n
            found += at(glyph(rng), left + 1.8 * text, z, 1.8 * text) + writing(
                rng, left + 3.6 * text, z, rail - 4.6 * text, text
            )
        left += rail
    columns = 1 if w < h else whole(rng, 1, 3)
    rows = whole(rng, 1, 2) if w < h else 1
    cw, ch = (w / 2 - left) / columns, (top - bottom) / rows
    for i in range(columns):
        for j in range(rows):
            block = pick(rng, *BLOCKS)
            found += at(block(rng, cw * 0.88, ch * 0.88, text), left + cw * (i + 0.5), top - ch * (j + 0.5))
    if maybe(rng, 0.15):
        dw, dh = w * between(rng, 0.5, 0.8), h * between(rng, 0.2, 0.35)
        inside = [one for one in found if not (np.abs(one - [0, 0]) < [dw / 2, dh / 2]).all(axis=1).any()]
        found = [*inside, frame(dw, dh, text), *writing(rng, -dw * 0.4, dh * 0.25, dw * 0.7, text * 1.2)]
        found += [frame(dw * 0.36, 2.2 * text, 0.5 * text, s * dw * 0.22, -dh * 0.28) for s in (-1, 1)]
    return found
