"""One figure of the drawn corpus: its wording, its label, its pen and its ink."""

import re

import numpy as np
import pytest

from patent_data.drawn import wording
from patent_data.drawn.families import ALL_FAMILIES
from patent_data.drawn.page import beside, draw_figure, picture, trim
from patent_data.drawn.pen import stamp, trace
from patent_data.drawn.shading import isolines, parallel_lines
from patent_data.drawn.style import LABEL_FORMS, draw_style, label_ink
from patent_data.drawn.view import View, visible_lines


def rasterized(points):
    points = np.array(points, dtype=float)
    ink = np.zeros((64, 64), dtype=bool)
    pixels = trace(points[:-1], points[1:])
    stamp(ink, pixels.x, pixels.y)
    return ink


def test_wording():
    rng = np.random.default_rng(0)
    front, corner = View("front", 0, 0, 0), View("perspective", -40, 25, 0)
    seen = set()
    for _ in range(60):
        words = wording.draw_wording(rng)
        seen.add(wording.viewpoint(front, words))
        first = wording.caption(1, 5, wording.viewpoint(corner, words), "Umbrella", words)
        later = wording.caption(2, 5, wording.viewpoint(front, words), "Umbrella", words)
        assert re.match(r"F(IG|ig)\. 1 is an? .*perspective view of an umbrella.*;$", first)
        assert re.match(r"F(IG|ig)\. 2 is an? front .*view (thereof|of the umbrella)", later)
        assert wording.caption(5, 5, "top plan view", "Umbrella", words).endswith(".")
    assert seen == {"front elevational view", "front elevation view", "front view"}
    assert wording.sides_seen(corner) == ("front", "top", "left")
    assert wording.sides_seen(View("rear perspective", 150, 25, 0)) == ("rear", "top", "right")


def test_labels_of_every_form_and_face_have_ink():
    rng = np.random.default_rng(1)
    faces = set()
    while len(faces) < 3 or len(faces) < len(LABEL_FORMS):
        label = draw_style(rng).label
        if label is None:
            continue
        ink = label_ink(label, 27, 1.0)
        assert 0.05 < ink.mean() < 0.8 and ink[0].any() and ink[:, -1].any()
        faces.add((label.face, label.form))


@pytest.mark.parametrize(("size", "most"), [(512, 0.05), (1024, 0.04)])
def test_ink_share_is_that_of_real_drawings(size, most):
    shares = []
    for place, family in enumerate(ALL_FAMILIES[:: max(1, len(ALL_FAMILIES) // 16)]):
        rng = np.random.default_rng(place)
        parts, style = family.build(rng), draw_style(rng)
        for view in (View("front"), View("perspective", 35, 25)):
            picture = draw_figure(visible_lines(parts, view, size), parts, style, rng)
            shares.append(trim(~np.asarray(picture)).mean())
    assert 0.015 <= float(np.median(shares)) <= most


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_a_pen_line_is_one_pixel_thick_and_whole(angle):
    turn = np.radians(angle)
    end = 32.3 + 25 * np.array([np.cos(turn), np.sin(turn)])
    ink = rasterized([(32.3, 32.3), end])
    wide = max(abs(np.cos(turn)), abs(np.sin(turn))) * 25
    assert abs(ink.sum() - wide) <= 2
    rows, columns = np.nonzero(ink)
    longer = rows if np.ptp(rows) > np.ptp(columns) else columns
    assert set(range(longer.min(), longer.max() + 1)) == set(longer.tolist())


def test_a_curve_of_many_short_segments_has_no_gaps():
    turn = np.linspace(0, 2 * np.pi, 181)
    ink = rasterized(np.stack([32 + 24 * np.cos(turn), 32 + 24 * np.sin(turn)], axis=1))
    row, column = (int(place[0]) for place in np.nonzero(ink))
    reached, queue = {(row, column)}, [(row, column)]
    while queue:
        row, column = queue.pop()
        for near in ((row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
            if near not in reached and ink[near]:
                reached.add(near)
                queue.append(near)
    assert len(reached) == ink.sum() and 130 < ink.sum() < 170


def test_isolines_of_a_slope_lie_where_its_value_is():
    field = np.tile(np.arange(10.0), (8, 1))
    start, end = isolines(field, np.ones((7, 9), dtype=bool), np.array([3.25]))
    assert len(start) == 7
    assert np.allclose(start[:, 0], 3.75) and np.allclose(end[:, 0], 3.75)


def test_parallel_lines_keep_their_distance_and_box():
    x, y, number = parallel_lines((10, 20, 50, 40), 5.0, 30.0)
    assert x.min() >= 10 and x.max() < 50 and y.min() >= 20 and y.max() < 40
    across = x * np.sin(np.radians(30)) + y * np.cos(np.radians(30))
    for line in np.unique(number):
        assert np.ptp(across[number == line]) < 1e-9
    assert np.allclose(np.diff(np.unique(across.round(6))), 5.0)


@pytest.mark.parametrize("side", ["below", "above", "right", "left"])
def test_a_label_stands_beside_its_figure(side):
    figure, letters = np.ones((20, 30), dtype=bool), np.ones((4, 12), dtype=bool)
    for shift in (-3.0, 0.0, 1.0):
        page = beside(figure, letters, side, 5.0, shift)
        assert page.sum() == figure.sum() + letters.sum()
        assert page.shape == ((29, 30) if side in ("below", "above") else (20, 47))


def test_picture_keeps_every_pixel():
    ink = np.random.default_rng(0).random((13, 21)) < 0.3
    image = picture(ink)
    assert image.mode == "1" and image.size == (21, 13)
    assert (np.asarray(image) == ~ink).all()


def test_a_turned_figure_is_the_same_figure_turned():
    family = ALL_FAMILIES[0]
    parts = family.build(np.random.default_rng(0))
    drawing = visible_lines(parts, View("front"), 200)
    style = draw_style(np.random.default_rng(0))
    figures = [draw_figure(drawing, parts, style, np.random.default_rng(1), turn=turn) for turn in (0, 1)]
    upright, turned = (trim(~np.asarray(figure)) for figure in figures)
    if not style.specks:
        assert (np.rot90(upright) == turned).all()
