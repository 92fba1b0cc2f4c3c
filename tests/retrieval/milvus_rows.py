"""Rows with all that a filter asks for, the slow definition of every filter, and an index copied to Milvus Lite."""

import contextlib

import numpy as np

from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.filters import applicant_key

from .conftest import random_rows, slow_search

TITLES = ("Folding chair", "CHAIR  with 100% wool", 'A "quoted" cup', "Cup\\saucer a_b", "Straße; Über-Lampe", "")
NAMES = ("Nike, Inc.", "NIKE INC", "Muster GmbH", "Société X", 'O\'Neil "Quotes" LLC')


def full_rows(count=150, patents=36, seed=0):
    """Random rows with titles, editions, applicants and families, the same for all figures of a patent."""
    embeds, rows = random_rows(count, patents=patents, seed=seed)
    for row in rows:
        patent = int(row["patent_id"].removeprefix("patent"))
        row["title"] = TITLES[patent % len(TITLES)]
        row["locarno_edition"] = (12, 13, None)[patent % 3] if row["locarno"] else None
        row["applicants"] = [NAMES[patent % len(NAMES)]] if patent % 4 else []
        # Families of three in a chain, one of them over a patent that is not here.
        row["related"] = [f"patent{patent + 12}"] if patent < 12 else ["elsewhere"] if patent in (30, 31) else []
        row["texts"] = [f"words {patent}"]
    return embeds, rows


def slow_allowed(rows, edition=(), title="", exclude_applicants=(), exclude_family_of=()):
    """The numbers of the rows that the newer filters leave, row by row."""
    family = set(exclude_family_of)
    while True:
        more = {n for r in rows for n in (r["patent_id"], *r["related"]) if family & {r["patent_id"], *r["related"]}}
        if more <= family:
            break
        family |= more
    keys = {applicant_key(name) for name in exclude_applicants}
    return [
        i
        for i, row in enumerate(rows)
        if (not edition or row["locarno_edition"] in edition)
        and all(word.casefold() in row["title"].casefold() for word in title.split())
        and not keys & {applicant_key(name) for name in row["applicants"]}
        and row["patent_id"] not in family
    ]


def slow_hits(embeds, rows, query, k, edition=(), title="", exclude_applicants=(), exclude_family_of=(), **limits):
    """The definition of a search with every filter: (patent, figure, score), best first."""
    kept = slow_allowed(rows, edition, title, exclude_applicants, exclude_family_of)
    return slow_search(embeds[kept], [rows[i] for i in kept], query, k, **limits)


@contextlib.contextmanager
def copied(index, path, name="figures", **options):
    """The index as a collection of Milvus Lite, connected."""
    from modeling_patent.retrieval.milvus_copy import copy_to_milvus

    copy_to_milvus(index, f"milvus:{path}/{name}", progress=False, **options)
    with PatentIndex.connect(f"milvus:{path}/{name}") as store:
        yield store


def unit(seed, count=1, dimension=12):
    """Query vectors."""
    return np.random.default_rng(seed).standard_normal((count, dimension))
