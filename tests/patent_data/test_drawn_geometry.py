"""The geometry and the hidden-line engine of the drawn corpus."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from patent_data.drawn import curves, solids
from patent_data.drawn.chains import chained
from patent_data.drawn.solids import Part, box, cylinder, extrude, on_plane, revolve, signed_volume, stroke, tube
from patent_data.drawn.view import BOTTOM, FRONT, LEFT, REAR, RIGHT, TOP, Drawing, View, standard_views, visible_lines

SIZE, MARGIN = 512, 6.0
SEED = int(np.random.SeedSequence().generate_state(1)[0])


@pytest.fixture
def rng() -> np.random.Generator:
    print("seed", SEED)
    return np.random.default_rng(SEED)


def is_closed(part: Part) -> bool:
    f = part.faces
    directed = np.concatenate([f[:, [0, 1]], f[:, [1, 2]], f[:, [2, 0]]])
    _, forth = np.unique(directed, axis=0, return_counts=True)
    _, both = np.unique(np.sort(directed, axis=1), axis=0, return_counts=True)
    return bool((forth == 1).all() and (both == 2).all())


def ring_section(t: float) -> np.ndarray:
    return on_plane(curves.superellipse(1 + 0.3 * t, 1 - 0.2 * t, 3, 28), (0, 0, 2 * t), (1, 0, 0.1 * t), (0, 1, 0))


GRID = np.dstack([*np.meshgrid(np.linspace(0, 2, 7), np.linspace(0, 1, 5)), np.ones((5, 7))])
PATH = curves.spline([[0, 0, 0], [1, 0, 1], [2, 1, 1], [2, 2, 0]], n=20)
SOLIDS: dict[str, Callable[[], Part]] = {
    "box": lambda: box(1, 2, 3),
    "rounded box": lambda: box(1, 2, 3, radius=0.2),
    "cylinder": lambda: cylinder(1, 2, axis="x"),
    "cone": lambda: cylinder(1, 2, top=0.0),
    "cup": lambda: revolve([(0, 0), (1, 0), (1.2, 2), (1.1, 2), (0.9, 0.1)]),
    "wedge": lambda: revolve([(0.5, 0), (1, 0), (1, 1)], arc=250, axis="y"),
    "washer": lambda: revolve([(1, 0), (2, 0), (2, 0.2), (1, 0.2), (1, 0)]),
    "star": lambda: extrude(curves.star(7, 2, 1), 0.5, "x", [curves.ellipse(0.5)], bevel=0.05),
    "rod": lambda: tube(PATH, np.linspace(0.2, 0.05, 20)),
    "strap": lambda: tube(PATH, 1.0, section=curves.rounded_rectangle(0.4, 0.1, 0.03)),
    "ring": lambda: tube(on_plane(curves.ellipse(2, 1), (0, 0, 0), (1, 0, 0), (0, 1, 0.3)), 0.2, closed=True),
    "loft": lambda: solids.loft([ring_section(t) for t in np.linspace(0, 1, 5)]),
    "superellipsoid": lambda: solids.superellipsoid(1, 2, 3, 0.4, 0.7),
    "shell": lambda: solids.sheet(GRID, 0.1),
}


@pytest.mark.parametrize("name", SOLIDS)
def test_solids_are_closed_and_look_outwards_however_they_are_moved(name: str, rng: np.random.Generator) -> None:
    part = SOLIDS[name]()
    volume = signed_volume(part.vertices, part.faces)
    assert is_closed(part) and volume > 0
    assert part.faces.min() >= 0 and part.faces.max() < len(part.vertices)
    for other in (part.mirrored("y"), part.scaled(-2.0, 1.5, -1.0).mirrored("z"), part.rotated("y", 77, (1, 2, 3))):
        assert is_closed(other) and signed_volume(other.vertices, other.faces) > 0
    s = rng.uniform(0.3, 3, 3) * rng.choice([-1, 1], 3)
    scaled = part.scaled(*s)
    assert signed_volume(scaled.vertices, scaled.faces) == pytest.approx(volume * abs(np.prod(s)))


def test_volumes_are_those_of_the_shapes(rng: np.random.Generator) -> None:
    w, d, h = rng.uniform(0.5, 4, 3)
    block = box(w, d, h, at=(3, 4, 5))
    assert signed_volume(block.vertices, block.faces) == pytest.approx(w * d * h)
    assert block.vertices.min(axis=0) == pytest.approx([3 - w / 2, 4 - d / 2, 5])
    n = 40
    disc = 0.5 * n * np.sin(2 * np.pi / n)
    can = cylinder(w, h, segments=n, axis="y", at=(0, 1, 0))
    assert signed_volume(can.vertices, can.faces) == pytest.approx(disc * w * w * h)
    assert can.vertices[:, 1].min() == pytest.approx(1 - h / 2)
    ball = solids.sphere(w)
    assert signed_volume(ball.vertices, ball.faces) == pytest.approx(4 / 3 * np.pi * w**3, rel=0.03)


@pytest.mark.parametrize("axis", ["x", "y", "z"])
def test_prism_volume_is_outline_less_holes(axis: solids.Axis, rng: np.random.Generator) -> None:
    angle = np.sort(rng.uniform(0, 2 * np.pi, 17))
    angle = np.linspace(0, 2 * np.pi, 17, endpoint=False) + 0.1 * np.sin(angle)
    outline = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(2, 4, (17, 1))
    holes = [curves.rectangle(0.5, 0.4) + np.array([0.6, 0.3]), curves.ellipse(0.4, 0.3) - np.array([0.7, 0.2])]
    area = curves.signed_area(outline) - sum(curves.signed_area(h) for h in holes)
    part = extrude(outline, 0.7, axis, holes)
    assert is_closed(part)
    assert signed_volume(part.vertices, part.faces) == pytest.approx(0.7 * area, rel=1e-3)
    first, second = {"x": (1, 2), "y": (0, 2), "z": (0, 1)}[axis]
    assert part.vertices[:, first].max() == pytest.approx(outline[:, 0].max())
    assert part.vertices[:, second].min() == pytest.approx(outline[:, 1].min())


def test_outlines_with_points_in_one_row_make_closed_prisms() -> None:
    teeth = [[i + a, b] for i in range(9) for a, b in ((0, 1), (0.5, 1), (0.5, 2), (1, 2))]
    comb = extrude(np.array([*teeth, [9, 0], [6, 0], [3, 0], [0, 0]]), 1.0)
    assert is_closed(comb) and signed_volume(comb.vertices, comb.faces) == pytest.approx(9 * 1.5)


def test_curves_pass_where_they_should(rng: np.random.Generator) -> None:
    k = rng.normal(size=(6, 3))
    line = curves.spline(k, n=2001)
    assert line[[0, -1]] == pytest.approx(k[[0, -1]])
    assert max(np.linalg.norm(line - p, axis=1).min() for p in k) < 0.02
    for outline in (curves.star(5, 2, 1), curves.superellipse(1, 2, 5), curves.rounded_rectangle(2, 1, 0.2)):
        assert curves.signed_area(outline) > 0
    assert curves.signed_area(curves.spline(curves.star(5, 2, 1)[::-1], closed=True)) > 0
    grown = curves.offset(curves.rectangle(2, 1), 0.25)
    assert curves.signed_area(grown) == pytest.approx(2.5 * 1.5)
    small = curves.offset(curves.rounded_rectangle(4, 3, 0.2), -0.6)
    assert np.abs(small).max(axis=0) == pytest.approx([1.4, 0.9], abs=1e-6)
    assert curves.signed_area(small) == pytest.approx(2.8 * 1.8, rel=1e-6)
    round_trip = curves.resample(curves.ellipse(1.0, n=400), 50)
    assert np.ptp(np.linalg.norm(np.diff(round_trip, axis=0), axis=1)) < 1e-3


def test_chains_hold_every_segment_once(rng: np.random.Generator) -> None:
    a = np.r_[np.arange(9), 20 + np.arange(6), 40, 40, 40]
    b = np.r_[(np.arange(9) + 1) % 9, 21 + np.arange(6), 41, 42, 43]
    mix, flip = rng.permutation(len(a)), rng.random(len(a)) < 0.5
    a, b = np.where(flip, b, a)[mix], np.where(flip, a, b)[mix]
    order, back, start, closed = chained(a, b)
    assert sorted(order.tolist()) == list(range(len(a)))
    tail, head = np.where(back, b[order], a[order]), np.where(back, a[order], b[order])
    for i, j in itertools.pairwise(start):
        assert (head[i : j - 1] == tail[i + 1 : j]).all()
    assert sorted(np.diff(start).tolist()) == [1, 1, 1, 6, 9] and closed.sum() == 1


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
        parts = [SOLIDS["cup"](), SOLIDS["rod"](), SOLIDS["star"]()]
        return [line.points for line in visible_lines(parts, View("perspective", 20, 30, 0.2), 400).lines]

    first, second = lines(), lines()
    assert len(first) == len(second) and all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("count", [5, 6, 7, 8])
def test_standard_views_begin_with_a_perspective(count: int, rng: np.random.Generator) -> None:
    views = standard_views(rng, count)
    assert len(views) == count and views[0].name == "perspective"
    assert views[0].azimuth % 90 != 0 and {"front", "top"} <= {v.name for v in views}
    assert 5 <= len(standard_views(rng)) <= 8
