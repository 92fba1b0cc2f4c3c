"""The checkpoint's figures: what is kept aside stays aside, and batches are mixed as told."""

import doctest
import json
from collections import Counter
from hashlib import blake2b, sha256
from pathlib import Path

import numpy as np
import pytest
import torch

from modeling_patent import PatentImageProcessor
from modeling_patent.encoding import open_picture
from modeling_patent.rows import column, make_row
from modeling_patent.training import collate_figures

from .checkpoint_small import checkpoint_data, small_recipe
from .small import draw_rows

MixedBatchSampler, MixedFigures = checkpoint_data.MixedBatchSampler, checkpoint_data.MixedFigures


@pytest.fixture(scope="module")
def corpora(tmp_path_factory):
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture
def recipe(corpora, tmp_path, monkeypatch):
    """Return a function that gives the small recipe with some changes, drawn figures only."""
    monkeypatch.setenv("PATENT_REAL_DATA", str(tmp_path / "none"))
    return lambda *changes: small_recipe(corpora, *changes)


def mixed(folder, sizes=(32,), counts=(12, 8)):
    """Return two sources of drawings and their figures; the second has no codes."""
    sources = []
    for number, patents in enumerate(counts):
        rows = draw_rows(folder / str(number), patents=patents)
        rows = [{**row, "patent_id": f"{number}-{row['patent_id']}"} for row in rows]
        rows = [{**row, "locarno": None} for row in rows] if number else rows
        sources.append(checkpoint_data.Source(f"source {number}", rows, 1.0 + number))
    return sources, MixedFigures(sources, sizes, folder / "cache")


def test_examples_in_the_docstrings_hold():
    assert [doctest.testmod(checkpoint_data).failed, doctest.testmod(checkpoint_data).attempted] == [0, 3]


# what is kept aside


@pytest.fixture
def real_recipe(real_data, corpora, monkeypatch):
    monkeypatch.setenv("PATENT_REAL_DATA", str(real_data))
    return small_recipe(corpora, "sources.drawn.share=0", "sources.single.share=0.1")


@pytest.mark.real_data
def test_no_design_and_no_sheet_that_is_judged_is_trained_on(real_recipe):
    held = checkpoint_data.validation_rows(real_recipe)
    sources = {one.name: one.rows for one in checkpoint_data.training_sources(real_recipe)}
    assert set(sources) == {"objects", "real", "single"} and set(held) == {"real", "objects", "drawn"}
    for name in ("objects", "real"):
        trained, judged = set(column(sources[name], "patent_id")), set(column(held[name], "patent_id"))
        assert len(judged) == {"objects": 200, "real": 25}[name] and not trained & judged
    pictures = [
        {sha256(np.asarray(open_picture(row["image"]).convert("1")).tobytes()).digest() for row in rows}
        for rows in (sources["real"], held["real"])
    ]
    assert len(pictures[0]) > 150 and len(pictures[1]) > 100 and not pictures[0] & pictures[1]
    assert max(Counter(column(held["real"], "patent_id")).values()) == real_recipe["validation"]["max_figures"]
    assert not any(column(held["real"], "is_gazette_copy"))


@pytest.mark.real_data
def test_the_validation_patents_are_those_of_the_stated_rule(real_data, real_recipe):
    rows = checkpoint_data.load_uspto(real_data / "impact_sample")

    def place(patent):
        return blake2b(patent.encode()).digest()

    of_applicant = {}
    for patent, names in zip(column(rows, "patent_id"), column(rows, "applicants"), strict=True):
        of_applicant.setdefault(names[0].lower(), set()).add(patent)
    games = of_applicant.pop("smart n.v.")
    assert len(games) == 2 and sum(patent in games for patent in column(rows, "patent_id")) == 126
    chosen = [min(games, key=place)]
    for patents in sorted(of_applicant.values(), key=lambda patents: place(min(patents, key=place))):
        chosen += sorted(patents) if len(chosen) + len(patents) <= 25 else []
    assert sorted(chosen) == real_recipe["validation"]["patents"]


@pytest.mark.real_data
def test_authors_of_trained_objects_are_known(real_recipe):
    objects = next(one for one in checkpoint_data.training_sources(real_recipe) if one.name == "objects")
    assert len({name for names in column(objects.rows, "applicants") for name in names}) > 100


def test_training_and_validation_corpora_share_no_patent_and_no_family_kept_aside_is_trained(recipe):
    settings = recipe()
    trained = checkpoint_data.training_sources(settings)[0].rows
    judged = checkpoint_data.validation_rows(settings)["drawn"]
    assert len(trained) >= 50 and len(set(column(judged, "patent_id"))) == 6
    assert not set(column(trained, "patent_id")) & set(column(judged, "patent_id"))
    stated = json.loads(next(Path(settings["cache"]).parent.glob("drawn-20x*/corpus.json")).read_text())["patents"]
    splits = {stated[patent.rpartition("/")[2]]["split"] for patent in column(trained, "patent_id")}
    assert "unseen" not in splits and "unseen" in {entry["split"] for entry in stated.values()}


def test_without_real_data_drawn_figures_are_trained_on_and_a_line_says_so(recipe, capsys):
    assert [one.name for one in checkpoint_data.training_sources(recipe())] == ["drawn"]
    assert capsys.readouterr().out.count("training on drawn figures only") == 1
    with pytest.raises(ValueError, match="no source of figures has a share above 0"):
        checkpoint_data.training_sources(recipe("sources.drawn.share=0"))


def test_a_missing_validation_patent_is_named(real_recipe):
    real_recipe["validation"]["patents"] = ["USD0000001"]
    with pytest.raises(ValueError, match="USD0000001"):
        checkpoint_data.validation_rows(real_recipe)


# mixed batches


def test_every_source_has_its_share_of_every_batch(tmp_path):
    sources, data = mixed(tmp_path)
    sampler = MixedBatchSampler(data, [one.share for one in sources], 40, 6, 2, 0.5, seed=3)
    batches, seen = list(sampler), Counter()
    assert len(batches) == len(sampler) == 40
    for batch in batches:
        patents = Counter(data.patents[number] for number, _ in batch)
        assert set(patents.values()) == {2} and len({number for number, _ in batch}) == 12
        assert Counter(patent[0] for patent in patents) == {"0": 2, "1": 4}
        seen.update(patents)
    for source, passes in (("0", 40 * 2 / 12), ("1", 40 * 4 / 8)):  # equally often, within a pass
        counts = [count / 2 for patent, count in seen.items() if patent[0] == source]
        assert max(counts) - min(counts) <= 2 and abs(np.mean(counts) - passes) < 1e-9
    again = MixedBatchSampler(data, [one.share for one in sources], 40, 6, 2, 0.5, seed=3)
    assert list(again) == batches
    assert list(MixedBatchSampler(data, [1, 2], 40, 6, 2, 0.5, seed=4)) != batches


def test_early_batches_are_of_the_first_size_and_later_ones_of_the_last(tmp_path):
    _, data = mixed(tmp_path, sizes=(16, 32))
    plain = list(MixedBatchSampler(mixed(tmp_path)[1], [1, 2], 6, 6, 2, 0.0, seed=0))
    for number, batch in enumerate(MixedBatchSampler(data, [1, 2], 6, 6, 2, 0.0, seed=0, early=4)):
        items = [data[item] for item in batch]
        assert {item["figure"].shape[0] for item in items} == ({16} if number < 4 else {32})
        expected = [data.labels["patent_ids"][figure] for figure, _ in plain[number]]
        assert [item["patent_ids"] for item in items] == expected


def test_items_are_the_figures_of_their_source_with_labels_over_all_sources(tmp_path):
    sources, data = mixed(tmp_path)
    rows = [row for one in sources for row in one.rows]
    assert len(data) == len(rows) == 60
    processor = PatentImageProcessor(32)
    for number in (0, 35, 36, 59):
        item = data[number, 7]
        assert np.array_equal(item["figure"], processor.prepare(open_picture(rows[number]["image"])))
        assert item["seed"] == 7 and (item["subclasses"] == -1) == (rows[number]["locarno"] is None)
    assert len(set(data.labels["patent_ids"])) == 20


def test_a_patent_of_one_view_gives_two_different_augmentations(tmp_path):
    rows = draw_rows(tmp_path, patents=6)[::3]
    data = MixedFigures([checkpoint_data.Source("single", rows, 1.0)], [32], tmp_path / "cache")
    batch = next(iter(MixedBatchSampler(data, [1.0], 1, 4, 2, 0.0, seed=0)))
    for first, second in zip(batch[::2], batch[1::2], strict=True):
        assert first[0] == second[0] and first[1] != second[1]
    images = collate_figures([data[item] for item in batch])["pixel_values"]
    assert all(not torch.equal(images[k], images[k + 1]) for k in range(0, 8, 2))


def test_a_source_smaller_than_its_share_is_named(tmp_path):
    _, data = mixed(tmp_path)
    with pytest.raises(ValueError, match="source 1 has 8 patents, but its share of a batch is 10"):
        MixedBatchSampler(data, [1, 5], 3, 12, 2, 0.0, seed=0)


def test_single_views_are_read_with_their_patents(tmp_path):
    rows = [{"patent_id": f"USD053433{i}", "title": "Cup", "file": f"p/USD053433{i}.png"} for i in range(3)]
    (tmp_path / "metadata.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = checkpoint_data.single_rows(tmp_path)
    first = make_row(str(tmp_path / "p/USD0534330.png"), "USD0534330", "USD0534330", title="Cup")
    assert found[0] == first and len(found) == 3
