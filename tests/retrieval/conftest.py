"""Random collections, and the slow search in float64 that the index must equal."""

import datetime

import numpy as np
import pytest

from modeling_patent.locarno import LocarnoCode
from modeling_patent.retrieval import PatentIndex

CODES = ("14-04", "14-02", "14", "06-01", None)


def random_rows(count=120, dimension=12, patents=30, seed=0, dates=True):
    """Rows in no order, figures of a patent lying apart, equal vectors, rows without date or code, Gazette copies."""
    rng = np.random.default_rng(seed)
    embeds = rng.standard_normal((count, dimension))
    twins = rng.integers(0, count, (count // 5, 2))
    embeds[twins[:, 0]] = embeds[twins[:, 1]]
    rows = []
    for i in range(count):
        patent = int(rng.integers(patents))
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=7 * (patent * 3 % 8))
        rows.append(
            {
                "figure_id": f"figure{i}",
                "patent_id": f"patent{patent}",
                "granted": day if dates and patent % 5 else None,
                "locarno": CODES[patent % len(CODES)],
                "title": f"thing {patent}",
                "is_gazette_copy": bool(rng.random() < 0.15),
            }
        )
    return embeds, rows


def slow_search(embeds, rows, query, k, before=None, after=None, locarno=(), per_patent=True, exclude=()):
    """The definition, row by row: (patent, figure, score), best first."""
    unit = lambda v: np.float64(v) / np.sqrt(sum(float(x) * float(x) for x in v))  # noqa: E731
    stored = [np.float64(np.float32(unit(v))) for v in embeds]
    views = [unit(v) for v in np.atleast_2d(query)]
    order = sorted(
        range(len(rows)), key=lambda i: (rows[i]["granted"] is None, rows[i]["granted"] or datetime.date.min)
    )
    groups = {}
    for place, i in enumerate(order):
        row = rows[i]
        granted, code = row["granted"], row["locarno"]
        late = before is not None and (granted is None or granted >= before)
        early = after is not None and (granted is None or granted <= after)
        other = locarno and not (code and any(LocarnoCode.parse(c).covers(LocarnoCode.parse(code)) for c in locarno))
        if late or early or other or row["is_gazette_copy"] or row["patent_id"] in exclude:
            continue
        cosines = [float((stored[i] * view).sum()) for view in views]
        groups.setdefault(row["patent_id"] if per_patent else i, []).append((cosines, place, i))
    found = []
    for figures in groups.values():
        score = float(np.mean([max(cosines[v] for cosines, _, _ in figures) for v in range(len(views))]))
        closest = min(figures, key=lambda figure: (-max(figure[0]), figure[1]))
        found.append((-score, closest[1], closest[2]))
    return [(rows[i]["patent_id"], rows[i]["figure_id"], -score) for score, _, i in sorted(found)[:k]]


@pytest.fixture
def collection():
    return random_rows()


@pytest.fixture
def index(collection):
    return PatentIndex.from_embeddings(*collection, model_name="someone/model")
