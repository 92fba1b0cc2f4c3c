"""Outlines, solids and chains of the drawn corpus."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from patent_data.drawn import curves, solids
from patent_data.drawn.chains import chained
from patent_data.drawn.solids import Part, box, cylinder, extrude, on_plane, revolve, signed_volume, tube

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
