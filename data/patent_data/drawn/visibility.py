"""Which stretches of the candidate lines are seen: samples against the depth buffer, smoothed into clean runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from patent_data.drawn.mesh import Bools, Ints
from patent_data.drawn.outline import BOUNDARY, CREASE, FOLD, MEET, SILHOUETTE, Paths
from patent_data.drawn.part import Array
from patent_data.drawn.raster import Buffer, farthest

HIDDEN = -1
_STEP = 1.0  # buffer pixels between samples


@dataclass(frozen=True, eq=False)
class Samples:
    """Q samples along the pieces of polylines.

    Attributes:
        path: polyline [Q].
        piece: number of the point at which the piece begins [Q].
        low: where on the piece the sample's stretch begins, 0 to 1 [Q].
        high: where it ends [Q].
        length: of the stretch in pixels [Q].
        at: (x, y, depth) of its middle [Q, 3].
    """

    path: Ints
    piece: Ints
    low: Array
    high: Array
    length: Array
    at: Array


def sampled(paths: Paths) -> Samples:
    """Samples about every pixel along all polylines, in order."""
    count = len(paths.point)
    of = np.repeat(np.arange(len(paths.kind)), np.diff(paths.start))
    piece = np.delete(np.arange(count), paths.start[1:] - 1)
    delta = paths.point[piece + 1] - paths.point[piece]
    size = np.hypot(delta[:, 0], delta[:, 1])
    parts = np.maximum(1, np.ceil(size / _STEP)).astype(np.int64)
    index = np.repeat(np.arange(len(piece)), parts)
    step = np.arange(len(index)) - np.repeat(np.cumsum(parts) - parts, parts)
    k = parts[index]
    low, high = step / k, (step + 1) / k
    start = piece[index]
    at = paths.point[start] + delta[index] * (0.5 * (low + high))[:, None]
    return Samples(of[start], start, low, high, (size / parts)[index], at)


def _runs(code: Ints, path: Ints) -> Ints:
    """Where runs of one code on one polyline start [R + 1]."""
    change = (code[1:] != code[:-1]) | (path[1:] != path[:-1])
    where: Ints = np.r_[0, np.flatnonzero(change) + 1, len(code)]
    return where


def _replace_short(code: Ints, samples: Samples, limit: float, short: Bools, fill_hidden: bool) -> Ints:
    """Give runs under `limit` pixels their neighbour's code.

    Args:
        code: [Q].
        samples: the samples.
        limit: length in pixels under which a run is replaced.
        short: which codes may be replaced, index code + 1.
        fill_hidden: gaps take the code of their neighbours; otherwise seen specks vanish among hidden neighbours.
    """
    edge = _runs(code, samples.path)
    start = edge[:-1]
    size = np.add.reduceat(samples.length, start)
    mine, path = code[start], samples.path[start]
    before = np.r_[HIDDEN, np.where(path[1:] == path[:-1], mine[:-1], HIDDEN)]
    after = np.r_[np.where(path[1:] == path[:-1], mine[1:], HIDDEN), HIDDEN]
    pick = (size < limit) & short[mine + 1]
    if fill_hidden:
        pick &= (before != HIDDEN) & (after != HIDDEN)
        mine = np.where(pick, before, mine)
    else:
        pick &= (before == HIDDEN) & (after == HIDDEN)
        mine = np.where(pick, HIDDEN, mine)
    return np.repeat(mine, np.diff(edge))


def _even_kinds(code: Ints, samples: Samples, limit: float) -> Ints:
    """Give short stretches between outline and crease the kind of the seen stretch next to them."""
    edge = _runs(code, samples.path)
    start = edge[:-1]
    size = np.add.reduceat(samples.length, start)
    mine, path = code[start], samples.path[start]
    same = path[1:] == path[:-1]
    before: Ints = np.r_[HIDDEN, np.where(same, mine[:-1], HIDDEN)]
    after: Ints = np.r_[np.where(same, mine[1:], HIDDEN), HIDDEN]
    neighbour = np.where(before != HIDDEN, before, after)
    length = np.where(before != HIDDEN, np.concatenate([[0.0], size[:-1]]), np.concatenate([size[1:], [0.0]]))
    pick = (size < np.minimum(limit, length)) & (mine != HIDDEN) & (neighbour != HIDDEN)
    return np.repeat(np.where(pick, neighbour, mine), np.diff(edge))


def _covered(samples: Samples, paths: Paths, seen: Bools, rank: Ints, width: int, height: int) -> Bools:
    """Which seen samples run along a line of lower rank within about a pixel [Q]."""
    index = np.flatnonzero(seen)
    delta = paths.point[samples.piece[index] + 1] - paths.point[samples.piece[index]]
    bins = 8
    turn = np.floor(np.arctan2(delta[:, 1], delta[:, 0]) / np.pi * bins).astype(np.int64) % bins
    wide = width + 4
    x = np.clip(np.floor(samples.at[index, 0]), 0, width - 1).astype(np.int64) + 2
    y = np.clip(np.floor(samples.at[index, 1]), 0, height - 1).astype(np.int64) + 2
    place = y * wide + x
    layer = wide * (height + 4)
    mine = rank[samples.path[index]].astype(np.int32)
    owner = np.full(bins * layer, len(rank), dtype=np.int32)
    for d in (-1, 0, 1):
        np.minimum.at(owner, (turn + d) % bins * layer + place, mine)
    place += turn * layer
    first = mine.copy()
    for dy in (-wide, 0, wide):
        for dx in (-1, 0, 1):
            first = np.minimum(first, owner[place + (dy + dx)])
    # the contour that a fold stands in for may run two pixels away
    fold = np.flatnonzero(paths.kind[samples.path[index]] == FOLD)
    for dy in range(-2 * wide, 3 * wide, wide):
        for dx in range(-2, 3):
            first[fold] = np.minimum(first[fold], owner[place[fold] + (dy + dx)])
    covered = np.zeros(len(seen), dtype=bool)
    covered[index] = first < mine
    return covered


def _behind(samples: Samples, kind: Ints, part: Ints, buffer: Buffer, face_part: Ints) -> tuple[Array, Array]:
    """How far the surfaces about each sample lie behind it, in pixels: exactly, and at pixel centres [Q each].

    Args:
        samples: the samples.
        kind: of their lines [Q].
        part: to which they belong [Q].
        buffer: the depth buffer.
        face_part: part of each face [M].
    """
    height, width = buffer.depth.shape
    x = np.clip(np.floor(samples.at[:, 0]), 0, width - 1).astype(np.int64)
    y = np.clip(np.floor(samples.at[:, 1]), 0, height - 1).astype(np.int64)
    far = farthest(buffer.depth)[y, x] - samples.at[:, 2]
    # the planes of the faces seen in the nearest pixels, followed to the sample itself, need no allowance for slopes
    plane = np.concatenate([buffer.plane, [[0.0, 0.0, np.inf]]])
    face = np.pad(buffer.face, 1, constant_values=-1).ravel()
    wide = width + 2
    place = (y + 1) * wide + x + 1
    sx, sy = samples.at[:, 0], samples.at[:, 1]
    exact = np.full(len(sx), -np.inf)
    for step in (0, -1, 1, -wide, wide):
        p = plane[face[place + step]]
        np.maximum(exact, p[:, 0] * sx + p[:, 1] * sy + p[:, 2], out=exact)
    exact -= samples.at[:, 2]
    near = np.where((kind == SILHOUETTE) | (kind == FOLD), np.maximum(far, exact), exact)
    # clearly behind another part there is no doubt, however far the neighbouring pixels see
    under = face[place]
    other = (under >= 0) & (np.append(face_part, -1)[under] != part)
    gap = buffer.depth[y, x] - samples.at[:, 2]
    return np.where(other & (gap < -4.0), np.minimum(near, gap), near), far


def _averaged(value: Array, counts: Bools, path: Ints, reach: int = 6) -> Array:
    """Mean of the values that count within `reach` samples to both sides on the same polyline [Q]."""
    here = np.arange(len(path))
    edge = np.flatnonzero(np.concatenate([[True], path[1:] != path[:-1], [True]]))
    size = np.diff(edge)
    low = np.maximum(here - reach, np.repeat(edge[:-1], size))
    high = np.minimum(here + reach + 1, np.repeat(edge[1:], size))
    total = np.concatenate([[0.0], np.cumsum(value * counts)])
    number = np.concatenate([[0.0], np.cumsum(counts, dtype=np.float64)])
    mean: Array = (total[high] - total[low]) / np.maximum(number[high] - number[low], 1.0)
    return mean


def classified(paths: Paths, samples: Samples, buffer: Buffer, face_part: Ints, jump: float) -> Ints:
    """Kind (index into KINDS) of every sample, HIDDEN where it is not to be drawn [Q].

    Args:
        paths: the polylines.
        samples: their samples.
        buffer: the depth buffer.
        face_part: part of each face [M].
        jump: what lies behind an outline by less than this many pixels makes it a mere crease.
    """
    height, width = buffer.depth.shape
    kind = paths.kind[samples.path]
    behind, far = _behind(samples, kind, paths.part[samples.path], buffer, face_part)
    seen = (behind >= -paths.slack[samples.piece]) | (kind == MEET)
    rank = np.empty(len(paths.kind), dtype=np.int64)
    rank[np.argsort(np.where(paths.kind == FOLD, MEET - 0.5, paths.kind), kind="stable")] = np.arange(len(rank))
    stands_out = _averaged(np.clip(far, 0.0, 2.0 * jump), seen, samples.path) > jump
    seen &= (kind != FOLD) | stands_out
    kind = np.where((kind == SILHOUETTE) & ~stands_out, CREASE, kind)
    kind = np.where(((kind == BOUNDARY) & stands_out) | (kind == FOLD), SILHOUETTE, kind)
    code = np.where(seen, kind, HIDDEN)
    gaps = np.zeros(8, dtype=bool)
    gaps[0] = True
    drawn = ~gaps
    code = _replace_short(code, samples, 1.3, gaps, fill_hidden=True)
    # averaged, since two lines a pixel apart would otherwise leave crumbs, and two that cross a gap
    covered = _covered(samples, paths, code != HIDDEN, rank, width, height)
    share = _averaged(covered.astype(np.float64), code != HIDDEN, samples.path, 5)
    code = np.where(share > 0.5, HIDDEN, code)
    code = _replace_short(code, samples, 1.6, drawn, fill_hidden=False)
    code = _replace_short(code, samples, 2.5, gaps, fill_hidden=True)
    return _even_kinds(code, samples, 8.0)


def _reach(samples: Samples, code: Ints, index: Ints, heading: Array, shape: tuple[int, int]) -> Ints:
    """For line ends at samples `index` [n] that stop short of another line, the sample ahead of them, else -1 [n]."""
    height, width = shape
    wide = width + 4
    seen = np.flatnonzero(code != HIDDEN)
    x = np.clip(np.floor(samples.at[:, 0]), 0, width - 1).astype(np.int64) + 2
    y = np.clip(np.floor(samples.at[:, 1]), 0, height - 1).astype(np.int64) + 2
    holder = np.full(wide * (height + 4), -1, dtype=np.int64)
    holder[y[seen] * wide + x[seen]] = seen
    around = (np.arange(-2, 3)[:, None] * wide + np.arange(-2, 3)).ravel()
    other = holder[(y[index] * wide + x[index])[:, None] + around]
    foreign = (other >= 0) & (
        (samples.path[other] != samples.path[index, None]) | (np.abs(other - index[:, None]) > 15)
    )
    away = samples.at[other, :2] - samples.at[index, None, :2]
    far = np.where(foreign, np.hypot(away[..., 0], away[..., 1]), np.inf)
    ahead = (away * heading[:, None]).sum(axis=2) > 0.5 * far
    choice = np.argmin(np.where(ahead, far, np.inf), axis=1)
    rows = np.arange(len(index))
    good = (far.min(axis=1) > 0.8) & ahead[rows, choice] & (far[rows, choice] < 3.0)
    return np.where(good, other[rows, choice], -1)


def pieces(paths: Paths, samples: Samples, code: Ints, shape: tuple[int, int]) -> list[tuple[Array, int, int]]:
    """The seen polylines: points [n, 2] in buffer pixels, kind and number of the candidate polyline.

    Ends that stop a pixel or two short of another line are drawn up to it.
    """
    edge = _runs(code, samples.path)
    start, stop = edge[:-1], edge[1:] - 1
    drawn = code[start] != HIDDEN
    start, stop = start[drawn], stop[drawn]
    point = paths.point[:, :2]
    delta = np.diff(point, axis=0)
    head = point[samples.piece[start]] + delta[samples.piece[start]] * samples.low[start, None]
    tail = point[samples.piece[stop]] + delta[samples.piece[stop]] * samples.high[stop, None]
    index = np.concatenate([start, stop])
    heading = delta[samples.piece[index]]
    heading = heading / np.maximum(np.hypot(heading[:, 0], heading[:, 1]), 1e-9)[:, None]
    heading[: len(start)] *= -1
    target = np.where(code[index] <= MEET, _reach(samples, code, index, heading, shape), -1)
    inner = zip((samples.piece[start] + 1).tolist(), (samples.piece[stop] + 1).tolist(), strict=True)
    lines = [np.concatenate([head[i : i + 1], point[a:b], tail[i : i + 1]]) for i, (a, b) in enumerate(inner)]
    for i in np.flatnonzero(target >= 0).tolist():
        k = i % len(start)
        tip = lines[k][0 if i < len(start) else -1]
        goal = (tip + heading[i] * max(0.0, float((samples.at[target[i], :2] - tip) @ heading[i])))[None]
        lines[k] = np.concatenate([goal, lines[k]] if i < len(start) else [lines[k], goal])
    kind, path = code[start].tolist(), samples.path[start].tolist()
    along = np.concatenate([[0.0], np.cumsum(samples.length)])
    first = np.searchsorted(samples.path, np.arange(len(paths.kind) + 1))
    before = (along[start] - along[first[samples.path[start]]]).tolist()
    after = (along[first[samples.path[stop] + 1]] - along[stop + 1]).tolist()
    whole: list[tuple[Array, int, int]] = []
    opened: dict[int, tuple[int, float]] = {}
    for i, line in enumerate(lines):
        ring = path[i]
        if paths.closed[ring]:
            if ring not in opened:
                opened[ring] = (len(whole), before[i])
            k, gap = opened[ring]
            if after[i] + gap < 2.5 and k == len(whole):
                line = np.concatenate([line, line[:1]])
            elif after[i] + gap < 2.5 and whole[k][1] == kind[i]:
                # the first stretch of a ring goes on from its last one
                whole[k] = (np.concatenate([line, whole[k][0][int(after[i] + gap == 0.0) :]]), kind[i], ring)
                continue
        whole.append((line, kind[i], ring))
    return whole
