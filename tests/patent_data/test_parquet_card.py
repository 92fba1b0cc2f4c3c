"""The card beside the shards, and the way to the Hub and back."""

import json
from collections import Counter

import datasets
import pytest
from huggingface_hub import DatasetCard
from PIL import Image

from modeling_patent.rows import row_features
from patent_data.parquet import push_parquet
from patent_data.statistics import dataset_statistics
from tests.hub_server import TOKEN, serve_hub
from tests.patent_data.parquet_rows import (
    FIGURES,
    dataset,
    draw_pictures,
    expected,
    run,
    shards,
    splits,
    undecoded,
    write,
)


@pytest.fixture
def pictures(tmp_path):
    return draw_pictures(tmp_path / "source")


def test_card_says_what_load_dataset_and_people_need(pictures, tmp_path):
    given = splits(pictures)
    given["train"].info.description = f"DeepPatent2 figures in {tmp_path}: 25 kept. Left out 2: picture is missing (2)."
    write(given, tmp_path / "out", name="Small\nfigures", license="cc-by-nc-4.0", source="[Here](https://example.org)")
    card = DatasetCard.load(tmp_path / "out" / "README.md")
    data = card.data.to_dict()
    assert (data["license"], data["pretty_name"], data["size_categories"]) == (
        "cc-by-nc-4.0",
        "Small figures",
        ["n<1K"],
    )
    assert data["configs"][0]["data_files"] == [
        {"split": "train", "path": "data/train-*-of-00003.parquet"},
        {"split": "test", "path": "data/test-*-of-00001.parquet"},
    ]
    listed = {part["name"]: part["num_examples"] for part in data["dataset_info"]["splits"]}
    assert listed == {"train": 18, "test": 7}
    sizes = sum(path.stat().st_size for path in (tmp_path / "out" / "data").iterdir())
    assert data["dataset_info"]["download_size"] == sizes
    assert data["dataset_info"]["dataset_size"] == sum(part["num_bytes"] for part in data["dataset_info"]["splits"])
    for text in (
        "# Small figures\n", "25 figures of 13 designs", "| figures | 18 | 7 | 25 |", "](long_tail.png)",
        "25 kept. Left out 2: picture is missing (2).", "- **Source**: [Here](https://example.org)",
        "- **Licence of the data**: cc-by-nc-4.0", "By patent: all figures of a patent are in one split.",
    ):  # fmt: skip
        assert text in card.text
    assert str(tmp_path) not in card.text
    found = json.loads((tmp_path / "out" / "statistics.json").read_text())
    assert found == json.loads(json.dumps(dataset_statistics(given)))
    assert Image.open(tmp_path / "out" / "long_tail.png").size == (1600, 920)


def test_every_column_stands_in_the_card(pictures, tmp_path):
    write(dataset(pictures), tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text()
    lines = [line.split("|")[1] for line in text.split("## A row")[1].split("## Splits")[0].splitlines() if "|" in line]
    named = Counter(name.strip() for line in lines[2:] for name in line.split(","))
    assert named == Counter(list(row_features()))


def test_card_says_that_patents_are_in_two_splits(pictures, tmp_path):
    rows = dataset(pictures)
    write(datasets.DatasetDict(train=rows.select(range(11)), test=rows.select(range(11, 25))), tmp_path / "out")
    assert "**1 of the patents have figures in more than one split**" in (tmp_path / "out" / "README.md").read_text()


def test_rows_without_codes_have_a_card_without_a_picture(pictures, tmp_path):
    write(dataset(pictures), tmp_path / "out")
    rows = dataset(pictures).remove_columns("locarno").add_column("locarno", [None] * FIGURES, feature=None)
    rows = rows.select_columns(list(row_features())).cast(row_features())
    write(rows, tmp_path / "out")
    assert not (tmp_path / "out" / "long_tail.png").exists()
    assert "long_tail" not in (tmp_path / "out" / "README.md").read_text()


def test_an_edited_card_stays(pictures, tmp_path, caplog):
    write(dataset(pictures), tmp_path / "out")
    card = tmp_path / "out" / "README.md"
    write(dataset(pictures), tmp_path / "out", name="Another")
    assert "# Another" in card.read_text() and not caplog.records
    card.write_text(card.read_text().replace("## Limits", "My words.\n\n## Limits"))
    write(dataset(pictures), tmp_path / "out", name="A third")
    assert "My words." in card.read_text() and "was edited" in caplog.text
    assert "# A third" in (tmp_path / "out" / "README.generated.md").read_text()


PUSH = "import sys; from patent_data.parquet import push_parquet; print(push_parquet(sys.argv[1], 'someone/figures'))"
LOAD = """
import sys, datasets
plain = datasets.load_dataset("someone/figures")
streamed = datasets.load_dataset("someone/figures", streaming=True)
raw = datasets.Image(decode=False)
for name, rows in streamed.items():
    assert rows.features == plain[name].features, rows.features
    assert list(rows.cast_column("image", raw)) == list(plain[name].cast_column("image", raw))
plain.save_to_disk(sys.argv[1])
"""


@pytest.mark.processes
def test_to_the_hub_and_back(pictures, tmp_path):
    given = splits(pictures)
    environment = {"HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "NO_PROXY": "*"}
    with serve_hub(tmp_path / "hub") as hub:
        for rows in (4, 7):  # the second push replaces the shards of the first
            write(given, tmp_path / "out", shard_rows=rows)
            home = {"HF_ENDPOINT": hub.address, "HF_HOME": str(tmp_path / "home")}
            result = run(PUSH, tmp_path / "out", **environment, **home)
            assert result.returncode == 0, result.stderr
            assert f"{hub.address}/datasets/someone/figures/commit/" in result.stdout
        home["HF_HOME"] = str(tmp_path / "another_home")
        result = run(LOAD, tmp_path / "back", **environment, **home)
        assert result.returncode == 0, result.stderr
        assert hub.not_served == [] and hub.ranges
        there = {str(path.relative_to(tmp_path / "hub" / "datasets" / "someone" / "figures"))
                 for path in (tmp_path / "hub" / "datasets").rglob("*") if path.is_file()}  # fmt: skip
    assert there == {f"data/{name}" for name in shards(tmp_path / "out")} | {
        "README.md", "statistics.json", "long_tail.png",
    }  # fmt: skip
    back = datasets.load_from_disk(tmp_path / "back")
    assert {name: undecoded(back[name]) for name in back} == {name: expected(rows) for name, rows in given.items()}


def test_a_folder_that_holds_no_dataset_is_not_pushed(tmp_path):
    with pytest.raises(ValueError, match="not a dataset that write_parquet wrote"):
        push_parquet(tmp_path, "someone/figures")
