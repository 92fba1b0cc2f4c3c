import json

import numpy as np
import pytest
from PIL import Image

from modeling_patent import cli
from modeling_patent.retrieval import PatentIndex

from .test_cli import picture, place, refused, run  # noqa: F401

ROWS = [
    {"title": "Folding chair", "locarno": "06-01", "locarno_edition": 12, "applicants": ["Chairs, Inc."]},
    {"title": "Chair", "locarno": "06-01", "locarno_edition": 13, "related": ["USD0900000"]},
    {"title": "Phone", "locarno": "14-03", "locarno_edition": 13, "applicants": ["Phones GmbH"]},
]


@pytest.fixture
def known(tmp_path, place):  # noqa: F811
    """An index of three patents with all that can be known of them, their vectors those of the drawings."""
    made = PatentIndex.load(place / "index")
    rows = [{**row, "granted": str(row["granted"])} for row in made.table.to_pylist()]
    for row in rows:
        row |= ROWS[int(row["patent_id"][-1])]
    index = PatentIndex.from_embeddings(np.array(made.embeds), rows, made.model_name)
    index.model_probe = made.model_probe
    index.save(tmp_path / "known")
    return tmp_path / "known"


def found(answer):
    code, out, err = answer
    assert code == 0, err
    return [hit["patent_id"] for hit in json.loads(out)["hits"]]


@pytest.mark.parametrize(
    ("options", "patents"),
    [
        (["--edition", 12], {"USD0900000"}),
        (["--edition", 12, 13, "--locarno", "06"], {"USD0900000", "USD0900001"}),
        (["--title", "CHAIR fold"], {"USD0900000"}),
        (["--exclude-applicant", "CHAIRS INC"], {"USD0900001", "USD0900002"}),
        (["--exclude-family", "D900,001"], {"USD0900002"}),
        (["--exclude-family", "USD0900002"], {"USD0900000", "USD0900001"}),
        (["--exclude", "USD0900002", "USD0900001"], {"USD0900000"}),
    ],
)
def test_limits_reach_the_search(known, picture, run, options, patents):  # noqa: F811
    assert set(found(run("search", picture, "--index", known, "--json", *options))) == patents


def test_a_patent_of_the_index_asks_in_place_of_pictures(known, run):  # noqa: F811
    patents = found(run("search", "--like", "USD0900001", "--index", known, "--json"))
    assert set(patents) == {"USD0900000", "USD0900002"}
    refused(run("search", "--like", "USD0999999", "--index", known), "USD0999999")


def test_one_way_to_ask_is_needed_and_one_only(known, picture, run):  # noqa: F811
    refused(run("search", "--index", known), "--words or --like")
    refused(run("search", picture, "--like", "USD0900001", "--index", known), "in place of pictures")


def test_words_need_a_model_that_reads(known, run):  # noqa: F811
    refused(run("search", "--words", "a chair", "--index", known), "text")


def test_a_region_and_weights_change_what_is_asked_with(known, picture, run):  # noqa: F811
    def scores(*options):
        code, out, err = run("search", "--index", known, "--json", *options)
        assert code == 0, err
        return {hit["patent_id"]: round(hit["score"], 6) for hit in json.loads(out)["hits"]}

    other = picture.with_name("USD0900002-20210103-D00001.png")
    assert scores(picture, "--region", "0,0,0.5,1") != scores(picture)
    assert scores(picture, other, "--weights", 1, 0) == scores(picture)
    assert scores(picture, other, "--weights", 1, 3) != scores(picture, other)
    refused(run("search", picture, "--index", known, "--region", "0,0,1"), "--region")
    refused(run("search", picture, "--index", known, "--region", "0,0,2,1"), "region")
    refused(run("search", picture, "--index", known, "--weights", 1, 2), "weight")


def test_the_plan_is_said_on_standard_error(known, picture, run):  # noqa: F811
    code, out, err = run("search", picture, "--index", known, "--json", "--plan", "--before", "2021-01-02")
    assert code == 0
    assert "exact slice: 2 of 6 figures" in err
    assert json.loads(out)["plan"][0].startswith("exact slice")


def test_the_explanation_is_a_picture(known, picture, run, tmp_path):  # noqa: F811
    code, _, err = run("search", picture, "--index", known, "--explain", tmp_path / "why.png")
    assert code == 0, err
    with Image.open(tmp_path / "why.png") as drawn:
        assert drawn.width > drawn.height
    refused(run("search", picture, "--index", known, "--explain", tmp_path / "why.gif"), ".png")
    refused(run("search", "--like", "USD0900001", "--index", known, "--explain", tmp_path / "w.png"), "picture")


def test_a_week_is_added_and_patents_are_removed(place, picture, run, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    some, rest = tmp_path / "some", tmp_path / "rest"
    for folder, patents in ((some, "0"), (rest, "012")):
        folder.mkdir()
        for file in (place / "figures").iterdir():
            if file.name[9] in patents:
                (folder / file.name).write_bytes(file.read_bytes())
    target = tmp_path / "index"
    options = ["--workers", 0, "--precision", "fp32"]
    assert run("index", some, "--model", place / "model", "--out", target, *options)[0] == 0
    code, out, err = run("add", rest, "--index", target, *options)
    assert code == 0, err
    assert "added 4 figures (2 were there already" in out
    whole, grown = PatentIndex.load(place / "index"), PatentIndex.load(target)
    assert [hit.figure_id for hit in grown.search(whole.embeds[1], per_patent=False)] == [
        hit.figure_id for hit in whole.search(whole.embeds[1], per_patent=False)
    ]
    assert not (tmp_path / "index.parts").exists()
    code, out, _ = run("remove", "D900,001", "--index", target)
    assert code == 0
    assert "removed 2 figures" in out
    assert not PatentIndex.load(target).holds("USD0900001")
    refused(run("remove", "USD0900001", "--index", target), "USD0900001")


def test_another_models_figures_are_not_added(place, run, tmp_path, known, monkeypatch):  # noqa: F811
    import torch

    from modeling_patent import PatentVisionModel

    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    torch.manual_seed(5)
    model = PatentVisionModel.from_pretrained(place / "model")
    other = PatentVisionModel(model.config)
    other.save_pretrained(tmp_path / "other")
    (tmp_path / "other" / "preprocessor_config.json").write_bytes(
        next(place.joinpath("model").glob("*processor_config.json")).read_bytes()
    )
    refused(run("add", place / "figures", "--index", known, "--model", tmp_path / "other"), "another model")


def test_sizes_are_read_and_kinds_handed_on(place, run, tmp_path, monkeypatch):  # noqa: F811
    asked = {}
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    build = PatentIndex.build.__func__

    def recorded(cls, *arguments, **options):
        asked.update(options)
        return build(cls, *arguments, **options)

    monkeypatch.setattr(PatentIndex, "build", classmethod(recorded))
    options = ["--workers", 0, "--kind", "flat", "--memory", "1.5GB", "--precision", "fp32"]
    assert run("index", place / "figures", "--model", place / "model", "--out", tmp_path / "i", *options)[0] == 0
    assert (asked["kind"], asked["memory_budget"], asked["bf16"]) == ("flat", 3 << 29, False)
    refused(
        run("index", place / "figures", "--model", place / "model", "--out", tmp_path / "i", "--memory", "much"), "much"
    )
    assert cli.main(["index", "--help"]) == 0
