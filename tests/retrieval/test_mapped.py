import re
import sys
from pathlib import Path

import numpy as np
import pytest

from modeling_patent.retrieval import PatentIndex, mapped

from .conftest import random_rows


def resident(name):
    """Kilobytes of a mapped file that are in the memory of this process."""
    smaps = Path("/proc/self/smaps").read_text()
    found = re.findall(rf"{re.escape(name)}\n(?:.*\n)*?Rss: +(\d+) kB", smaps)
    return sum(int(one) for one in found)


@pytest.fixture
def large(tmp_path, monkeypatch):
    monkeypatch.setattr(mapped, "MOST", 100_000)
    monkeypatch.setattr(mapped, "LARGE", 500_000)
    monkeypatch.setattr(mapped, "_AROUND", 4096)
    embeds, rows = random_rows(count=4000, dimension=64, patents=1000)
    index = PatentIndex.from_embeddings(embeds, rows)
    index.save(tmp_path / "index")
    return index, PatentIndex.load(tmp_path / "index"), np.random.default_rng(0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("most", "stays"), [(100_000, False), (1_000_000_000, True)])
def test_what_searches_read_of_a_large_file_does_not_stay_in_memory(large, monkeypatch, most, stays):
    monkeypatch.setattr(mapped, "MOST", most)
    _, loaded, rng = large
    (path,) = {Path(part.vectors.base.filename).name for part in loaded.parts}
    seen = []
    for _ in range(8):
        loaded.search(rng.standard_normal(64), k=5)
        seen.append(resident(path))
    assert (max(seen) > 900) == stays  # of 1,000 kB


def test_answers_do_not_depend_on_it(large):
    index, loaded, rng = large
    for limits in ({}, {"before": "2012-06-01"}, {"after": "2013-01-01", "k": 60}):
        query = rng.standard_normal((2, 64))
        for _ in range(4):
            assert loaded.search(query[0], **limits) == index.search(query[0], **limits)
            assert loaded.search(query, **limits) == index.search(query, **limits)
    queries = list(rng.standard_normal((40, 64)))
    assert loaded.search_many(queries, k=3) == index.search_many(queries, k=3)


def test_small_files_and_arrays_are_left_alone(tmp_path):
    index = PatentIndex.from_embeddings(*random_rows(count=50))
    index.save(tmp_path / "index")
    assert [part.mapped for part in index.parts] == [None]
    assert [part.mapped for part in PatentIndex.load(tmp_path / "index").parts] == [None]
