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


APPLICANTS = ("Nike, Inc.", "NIKE INC", "Adidas AG", "Dyson Limited", "Deere & Company", "Solo")
TITLES = ("Folding chair", "Chair with FOLDING legs", "Table lamp", "", "Lampe de table")


def drawn_rows(count, dimension=24, patents=None, clusters=40, noise=0.5, seed=0):
    """Rows as they are in the world: patents in clusters that come and go with the years, and share a code.

    `clusters` of 0 gives vectors without any order. The rows are in no order; everything that a search may be limited
    by is known of most of them.
    """
    rng = np.random.default_rng(seed)
    patents = patents or max(1, count // 6)
    centres = rng.standard_normal((max(clusters, 1), dimension)) / np.sqrt(dimension)
    cluster_of = rng.integers(max(clusters, 1), size=patents)
    years = np.clip(2000 + 20 * cluster_of / max(clusters, 1) + rng.normal(0, 5, patents), 1990, 2025).astype(int)
    designs = noise * rng.standard_normal((patents, dimension)) / np.sqrt(dimension) + centres[cluster_of]
    patent_of = np.concatenate([np.arange(patents), rng.integers(patents, size=max(0, count - patents))])[:count]
    embeds = designs[patent_of] + 0.3 * noise * rng.standard_normal((count, dimension)) / np.sqrt(dimension)
    if not clusters:
        embeds = rng.standard_normal((count, dimension))
    rows = []
    for i, patent in enumerate(patent_of.tolist()):
        day = datetime.date(int(years[patent]), 1 + patent % 12, 1 + patent % 28)
        rows.append(
            {
                "figure_id": f"f{seed}-{i}",
                "patent_id": f"p{seed}-{patent}",
                "granted": day if patent % 17 else None,
                "locarno": None if patent % 19 == 0 else f"{6 + cluster_of[patent] % 8:02d}-{1 + patent % 3:02d}",
                "locarno_edition": None if patent % 13 == 0 else 10 + patent % 4,
                "title": TITLES[patent % len(TITLES)],
                "is_gazette_copy": bool(rng.random() < 0.1),
                "applicants": [APPLICANTS[n] for n in {patent % 5, patent * 7 % 6}] if patent % 9 else [],
                "related": [f"p{seed}-{patent + 3}"] if patent % 10 == 0 else [],
            }
        )
    return embeds, rows


class Definition:
    """The slow search: every row is looked at, in float64, and every limit read off the row itself."""

    def __init__(self, embeds, rows):
        embeds = np.asarray(embeds, dtype=np.float64)
        self.rows = rows
        self.stored = np.float32(embeds / np.sqrt((embeds * embeds).sum(axis=1, keepdims=True))).astype(np.float64)
        self.removed = set()

    def may_be_found(self, limits):
        """The numbers of the rows that the limits leave."""
        before, after = limits.get("before"), limits.get("after")
        codes = [LocarnoCode.parse(code) for code in _listed(limits.get("locarno"))]
        editions, words = _listed(limits.get("edition")), (limits.get("title") or "").lower().split()
        family = set(_listed(limits.get("exclude_family_of")))
        while True:
            more = set(family)
            for row in self.rows:
                linked = {row["patent_id"], *(row.get("related") or [])}
                if row.get("related") and linked & family:
                    more |= linked
            if more == family:
                break
            family = more
        out = family | set(_listed(limits.get("exclude_patents"))) | self.removed
        companies = {name.split()[0].lower().strip(",") for name in _listed(limits.get("exclude_applicants"))}
        for row in self.rows:
            if companies & {name.split()[0].lower().strip(",") for name in row.get("applicants") or []}:
                out.add(row["patent_id"])
        found = []
        for i, row in enumerate(self.rows):
            granted, code = row["granted"], row["locarno"] and LocarnoCode.parse(row["locarno"])
            if (before or after) and granted is None:
                continue
            if (before and granted >= before) or (after and granted <= after):
                continue
            if codes and not (code and any(one.covers(code) for one in codes)):
                continue
            if editions and row.get("locarno_edition") not in editions:
                continue
            if not all(word in row["title"].lower() for word in words):
                continue
            if row["is_gazette_copy"] or row["patent_id"] in out:
                continue
            found.append(i)
        return found

    def search(self, query, k=10, per_patent=True, weights=None, left=None, **limits):
        """(patent, figure, score, cosine of each view), best first; `left`: the rows that the limits leave."""
        views = np.atleast_2d(np.asarray(query, dtype=np.float64))
        views = [view / np.sqrt((view * view).sum()) for view in views]
        weights = np.full(len(views), 1 / len(views)) if weights is None else np.asarray(weights) / np.sum(weights)
        cosines = np.stack([(self.stored * view).sum(axis=1) for view in views], axis=1)
        dated = sorted(
            self.may_be_found(limits) if left is None else left,
            key=lambda i: (self.rows[i]["granted"] is None, self.rows[i]["granted"] or datetime.date.min, i),
        )
        groups = {}
        for place, i in enumerate(dated):
            groups.setdefault(self.rows[i]["patent_id"] if per_patent else i, []).append((place, i))
        found = []
        for figures in groups.values():
            best = [max(float(cosines[i, v]) for _, i in figures) for v in range(len(views))]
            score = sum(weight * cosine for weight, cosine in zip(weights, best, strict=True))
            place, closest = min(figures, key=lambda figure: (-cosines[figure[1], weights > 0].max(), figure[0]))
            found.append((-round(float(score), 13), place, closest, float(score), best))
        return [
            (self.rows[i]["patent_id"], self.rows[i]["figure_id"], s, best) for _, _, i, s, best in sorted(found)[:k]
        ]


def _listed(value):
    return [] if value is None else [value] if isinstance(value, str | int) else list(value)


def check_equal(hits, expected):
    """The hits are those of the definition: patents, figures, order, and numbers to 1e-12."""
    assert [(hit.patent_id, hit.figure_id) for hit in hits] == [line[:2] for line in expected]
    assert [hit.score for hit in hits] == pytest.approx([min(line[2], 1) for line in expected], abs=1e-12)
    for hit, line in zip(hits, expected, strict=True):
        assert [cosine for _, cosine in hit.matches] == pytest.approx([min(c, 1) for c in line[3]], abs=1e-12)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


LIMITS = (
    {},
    {"before": datetime.date(2012, 5, 5)},
    {"after": datetime.date(2012, 5, 5)},
    {"after": datetime.date(2006, 1, 1), "before": datetime.date(2009, 1, 1)},
    {"before": datetime.date(1980, 1, 1)},
    {"locarno": ["06"]},
    {"locarno": ["07-01", "12-02", "13"]},
    {"locarno": ["31-00"]},
    {"edition": 12},
    {"edition": [10, 11], "before": datetime.date(2015, 1, 1)},
    {"title": "FOLDING chair"},
    {"title": "lamp", "locarno": ["08", "09"], "after": datetime.date(2003, 3, 3)},
    {"exclude_applicants": ["Nike Ltd", "Dyson"]},
    {"exclude_patents": [f"p0-{n}" for n in range(0, 400, 3)]},
    {"exclude_family_of": ["p0-13", "p0-20", "elsewhere"]},
)
"""Limits of searches among `drawn_rows`."""
