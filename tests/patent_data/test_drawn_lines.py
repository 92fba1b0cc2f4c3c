"""The hidden-line engine of the drawn corpus."""

import itertools

import numpy as np
import pytest

from patent_data.drawn import curves, solids
from patent_data.drawn.solids import box, cylinder, on_plane, revolve, stroke, tube
from patent_data.drawn.view import BOTTOM, FRONT, LEFT, REAR, RIGHT, TOP, Drawing, View, standard_views, visible_lines

SIZE, MARGIN = 512, 6.0
SEED = int(np.random.SeedSequence().generate_state(1)[0])
GRID = np.dstack([*np.meshgrid(np.linspace(0, 2, 7), np.linspace(0, 1, 5)), np.ones((5, 7))])


@pytest.fixture
def rng() -> np.random.Generator:
    print("seed", SEED)
    return np.random.default_rng(SEED)


def ink(drawing: Drawing, step: float = 0.5) -> np.ndarray:
    """Points about every `step` page pixels along all lines, [n, 2]."""
    dots = []
    for line in drawing.lines:
        for a, b in itertools.pairwise(line.points):
            n = max(2, int(np.hypot(*(b - a)) / step) + 1)
            dots.append(a + (b - a) * np.linspace(0, 1, n)[:, None])
    return np.vstack(dots)


def length(drawing: Drawing, *kinds: str) -> float:
    return sum(
        float(np.linalg.norm(np.diff(line.points, axis=0), axis=1).sum())
        for line in drawing.lines
        if not kinds or line.kind in kinds
    )


@pytest.mark.parametrize("view", [FRONT, REAR, LEFT, RIGHT, TOP, BOTTOM])
def test_box_from_the_front_is_its_outline(view: View, rng: np.random.Generator) -> None:
    w, d, h = rng.uniform(1, 3, 3)
    drawing = visible_lines([box(w, d, h)], view, SIZE, MARGIN)
    across, up = {"front": (w, h), "rear": (w, h), "left": (d, h), "right": (d, h)}.get(view.name, (w, d))
    scale = (SIZE - 2 * MARGIN) / max(across, up)
    assert (drawing.width, drawing.height) == pytest.approx((across * scale + 12, up * scale + 12))
    assert {line.kind for line in drawing.lines} == {"silhouette"}
    assert length(drawing) == pytest.approx(2 * scale * (across + up), abs=1.0)
    corners = np.unique(np.round(np.vstack([line.points for line in drawing.lines]), 3), axis=0)
    assert len(corners) == 4


def test_views_stand_where_they_say() -> None:
    nose = [box(2, 2, 2), box(0.4, 0.4, 0.4, at=(0, -1.2, 0.8)), box(0.1, 0.1, 0.1, at=(1.05, 0, 0))]
    for view, part in ((FRONT, 1), (RIGHT, 2)):
        shown = visible_lines(nose, view, 200)
        hidden = visible_lines(nose, {"front": REAR, "right": LEFT}[view.name], 200)
        assert (shown.part_id == part).any() and not (hidden.part_id == part).any()
    top, bottom = visible_lines(nose, TOP, 200), visible_lines(nose, BOTTOM, 200)
    rows_top, rows_bottom = np.nonzero(top.part_id == 1)[0], np.nonzero(bottom.part_id == 1)[0]
    assert rows_top.mean() > 0.7 * len(top.part_id) and rows_bottom.mean() < 0.3 * len(bottom.part_id)


@pytest.mark.parametrize("perspective", [0.0, 0.25])
def test_sphere_is_one_closed_circle(perspective: float, rng: np.random.Generator) -> None:
    ball = solids.sphere(1.7, at=(1, 2, 3)).rotated("x", float(rng.uniform(0, 90))).rotated("z", 20)
    view = View("perspective", float(rng.uniform(0, 360)), float(rng.uniform(-60, 60)), perspective)
    drawing = visible_lines([ball], view, SIZE, MARGIN)
    assert len(drawing.lines) == 1 and drawing.lines[0].kind == "silhouette"
    p = drawing.lines[0].points
    assert np.linalg.norm(p[0] - p[-1]) < 1e-6
    centre = (p.min(axis=0) + p.max(axis=0)) / 2
    r = np.linalg.norm(p - centre, axis=1)
    assert r == pytest.approx((SIZE - 2 * MARGIN) / 2, rel=0.01)


@pytest.mark.parametrize("turn", [0.0, 3.3, 17.0])
def test_cylinder_is_as_wide_as_it_should_be(turn: float) -> None:
    # a plate beneath fixes the scale: the faceted cylinder is to come out round
    parts = [box(4, 4, 0.1), cylinder(1.0, 3.0, at=(0, 0, 0.1), segments=24).rotated("z", turn)]
    drawing = visible_lines(parts, FRONT, SIZE, MARGIN)
    scale = (SIZE - 2 * MARGIN) / 4.0
    dots = ink(drawing)
    shaft = dots[dots[:, 1] < 0.5 * drawing.height]
    assert np.ptp(shaft[:, 0]) == pytest.approx(2.0 * scale, abs=0.5)


def test_hidden_box_gives_no_line_and_no_line_leaks(rng: np.random.Generator) -> None:
    shift = rng.uniform(-0.4, 0.4, 2)
    small = box(1, 1, 1, at=(shift[0], 3, 1 + shift[1]))
    front = [box(3, 1, 3), small]
    drawing = visible_lines(front, FRONT, SIZE)
    assert all(line.part == 0 for line in drawing.lines)
    alone = visible_lines(front[:1], FRONT, SIZE)
    assert length(drawing) == pytest.approx(length(alone), abs=0.5)
    assert any(line.part == 1 for line in visible_lines(front, REAR, SIZE).lines)


def test_partly_hidden_lines_end_at_the_outline_before_them(rng: np.random.Generator) -> None:
    x = float(rng.uniform(-0.8, 0.8))
    parts = [box(1, 1, 3, at=(x, 0, 0)), box(4, 1, 1, at=(0, 3, 1))]
    drawing = visible_lines(parts, FRONT, SIZE, MARGIN)
    scale = (SIZE - 2 * MARGIN) / 4
    bar = np.vstack([line.points for line in drawing.lines if line.part == 1])
    inside = (bar[:, 0] > MARGIN + (x + 1.5) * scale + 2) & (bar[:, 0] < MARGIN + (x + 2.5) * scale - 2)
    assert not inside.any()
    assert length(drawing) == pytest.approx(scale * (8 + 2 + 6), abs=6)


def test_touching_boxes_draw_no_line_twice() -> None:
    twin = [box(1, 1, 1), box(1, 1, 1, at=(1, 0, 0)), box(2, 1, 1, at=(0.5, 0, 1)), box(2, 1, 0.999, at=(0.5, 0, 1))]
    drawing = visible_lines(twin, FRONT, SIZE, MARGIN)
    scale = (SIZE - 2 * MARGIN) / 2
    assert length(drawing) == pytest.approx(scale * (8 + 3), abs=12)


def test_boxes_that_pass_through_each_other_meet_on_the_line_between_them(rng: np.random.Generator) -> None:
    lift, tilt = float(rng.uniform(0.6, 1.2)), float(rng.uniform(15, 40))
    slab = box(6, 2, 2, at=(0, 0, -1)).rotated("x", tilt).moved(z=lift + 1)
    parts = [box(4, 4, 8, at=(0, 2, -3)), slab]
    drawing = visible_lines(parts, FRONT, SIZE, MARGIN)
    scale = (SIZE - 2 * MARGIN) / 8
    meets = [line.points for line in drawing.lines if line.kind == "meet"]
    # the slab's front and upper faces are planes through x; both cut the wall y = 0 in level lines
    t = np.radians(tilt)
    level = {lift + 1 + 1 / np.cos(t), lift + 1 - 1 / np.cos(t), lift + 1 + 1 / np.sin(t), lift + 1 - 1 / np.sin(t)}
    true = [drawing.height - MARGIN - (z + 3) * scale for z in level]
    assert meets and sum(float(np.ptp(p[:, 0])) for p in meets) > 3.5 * scale
    for p in meets:
        assert min(float(np.abs(p[:, 1] - y).max()) for y in true) < 1.0


def test_cylinder_through_box_meets_in_a_circle(rng: np.random.Generator) -> None:
    r = float(rng.uniform(0.5, 1.2))
    view = View("perspective", float(rng.uniform(-40, 40)), float(rng.uniform(10, 40)))
    drawing = visible_lines([box(4, 2, 4, at=(0, 0, -2)), cylinder(r, 6, axis="y", segments=48)], view, SIZE, MARGIN)
    a, e = np.radians(view.azimuth), np.radians(view.elevation)
    right = np.array([np.cos(a), np.sin(a), 0])
    up = np.cross([np.sin(a) * np.cos(e), -np.cos(a) * np.cos(e), np.sin(e)], right)
    corners = np.array([[x, y, z] for x in (-2, 2) for y in (-1, 1) for z in (-2, 2)])
    # place the page by the near wall's centre: find scale and shift from the box's own lines
    rim = np.linspace(0, 2 * np.pi, 400)
    circle = np.column_stack([r * np.cos(rim), np.full(400, -1.0), r * np.sin(rim)])
    ends = np.column_stack([r * np.cos(rim), np.full(400, 3.0), r * np.sin(rim)])
    everything = np.vstack([corners, ends, ends * [1, -1, 1]])
    flat = np.column_stack([everything @ right, -everything @ up])
    scale = (SIZE - 2 * MARGIN) / np.ptp(flat, axis=0).max()
    page = np.column_stack([circle @ right, -circle @ up]) * scale + MARGIN - flat.min(axis=0) * scale
    meet = np.vstack([line.points for line in drawing.lines if line.kind == "meet"])
    away = np.linalg.norm(meet[:, None] - page[None], axis=2).min(axis=1)
    assert len(meet) > 20 and away.max() < 1.6 and np.median(away) < 0.7


def test_strokes_stay_on_their_side_of_a_thin_plate() -> None:
    ring = stroke(on_plane(curves.ellipse(0.6), (0, -0.005, 1), (1, 0, 0), (0, 0, 1)), "stitch", closed=True)
    plate = box(2, 0.01, 2).with_strokes(ring)
    assert length(visible_lines([plate], FRONT, SIZE), "stitch") == pytest.approx(0.6 * 2 * np.pi * 250, rel=0.02)
    assert length(visible_lines([plate], REAR, SIZE), "stitch") == 0
    turned = plate.rotated("z", 180)
    assert length(visible_lines([turned], REAR, SIZE), "stitch") > 900


def test_sheets_are_seen_from_both_sides() -> None:
    cloth = solids.sheet(GRID)
    for view in (TOP, BOTTOM):
        drawing = visible_lines([cloth], view, SIZE, MARGIN)
        assert (drawing.part_id == 0).mean() > 0.9
        assert length(drawing) == pytest.approx(3 * 500, abs=2)


def test_claimed_and_part_go_with_the_lines() -> None:
    parts = [box(1, 1, 1), box(1, 1, 1, at=(2, 0, 0)).with_(claimed=False)]
    drawing = visible_lines(parts, View("perspective", 30, 30, 0.2), SIZE)
    assert {(line.part, line.claimed) for line in drawing.lines} == {(0, True), (1, False)}


def test_normals_look_at_the_viewer_and_follow_the_round() -> None:
    drawing = visible_lines([solids.sphere(1.0)], FRONT, SIZE, MARGIN)
    rows, columns = np.nonzero(drawing.part_id == 0)
    x = (columns + 0.5) * drawing.scale - 256
    y = (rows + 0.5) * drawing.scale - 256
    inner = np.hypot(x, y) < 200
    n = drawing.normal[rows, columns][inner]
    assert n[:, 2].min() > 0
    assert n[:, 0] == pytest.approx(x[inner] / 250, abs=0.06)
    assert n[:, 1] == pytest.approx(-y[inner] / 250, abs=0.06)


def test_the_same_object_gives_the_same_lines() -> None:
    def lines() -> list[np.ndarray]:
        cup = revolve([(0, 0), (1, 0), (1.2, 2), (1.1, 2), (0.9, 0.1)])
        parts = [cup, tube(curves.spline([[1, 0, 0.5], [2, 0, 1], [1.1, 0, 1.8]], n=20), 0.1)]
        return [line.points for line in visible_lines(parts, View("perspective", 20, 30, 0.2), 400).lines]

    first, second = lines(), lines()
    assert len(first) == len(second) and all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("count", [5, 6, 7, 8])
def test_standard_views_begin_with_a_perspective(count: int, rng: np.random.Generator) -> None:
    views = standard_views(rng, count)
    assert len(views) == count and views[0].name == "perspective"
    assert views[0].azimuth % 90 != 0 and {"front", "top"} <= {v.name for v in views}
    assert 5 <= len(standard_views(rng)) <= 8
