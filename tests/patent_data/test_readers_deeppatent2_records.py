"""DeepPatent2: codes in all their forms and places, and JSON text that cannot be written as it stands."""

import json
from pathlib import Path
from typing import Any

import pytest

from patent_data import load_deeppatent2
from tests.patent_data.test_readers_deeppatent2 import record, release
from tests.patent_data.test_readers_deeppatent2_archives import figures, png, read, text_of, write
from tests.patent_data.test_readers_deeppatent2_hostile import NAME


@pytest.fixture
def load(tmp_path: Path):
    return lambda root, *args, **kwargs: load_deeppatent2(root, *args, cache_dir=tmp_path / "cache", **kwargs)


@pytest.mark.parametrize(
    ("raw", "code"),
    [("1404", "14-04"), (1404, "14-04"), (404, "04-04"), ("404", "04-04"), (404.0, "04-04"), ("14-04", "14-04")],
)
def test_codes(tmp_path: Path, load, raw: object, code: str) -> None:
    dataset = load(release(tmp_path / "r", [record(classification_locarno=raw)]))
    assert dataset["locarno"][:] == [code]


def test_code_from_another_record_of_the_patent(tmp_path: Path, load) -> None:
    records = [
        record(1, classification_locarno=...),
        record(2, classification_locarno=float("nan")),
        record(3),
        record(1, "USD0836881", classification_locarno="no code"),
        record(2, "USD0836881", classification_locarno=None),
    ]
    dataset = load(release(tmp_path / "r", records))
    assert dataset["locarno"][:] == ["14-04"] * 3 + [None] * 2
    text = dataset.info.description
    assert "Locarno code taken from another record of the patent (2)" in text
    assert "Locarno code that is none, not used (1)" in text and "no Locarno code (2)" in text


def test_code_from_another_part_of_the_year(tmp_path: Path, load) -> None:
    root = release(tmp_path / "r", [record(1, classification_locarno=...)], "design2019part1.json")
    release(root, [record(2)], "design2019part2.json")
    assert load(root)["locarno"][:] == ["14-04"] * 2


def test_text_that_cannot_be_written_is_replaced(tmp_path: Path) -> None:
    """JSON can hold half a character, and a number of any length."""
    records, files = figures(1)
    text = text_of(records).replace(b"front view of", b"front \\ud83d view of")
    dataset = load_deeppatent2(write(tmp_path / "a", files | {"design2019.json": text}), cache_dir=tmp_path / "cache")
    assert "front \ufffd view" in dataset[0]["caption"]
    assert "text is not UTF-8, bad bytes replaced (1)" in dataset.info.description
    for value, says in {"1" * 5000: "limit", "[" * 90_000: "recursion"}.items():
        text = json.dumps(records).replace("614", "0").encode().replace(b'"id": 1', f'"id": {value}'.encode())
        with pytest.raises(ValueError, match=rf"design2019\.json: not valid JSON at line 1.*{says}"):
            read(write(tmp_path / "b", files | {"design2019.json": text}))


@pytest.mark.parametrize("raw", ["1404", 1404, 1404.0, "1404.0", "14-04", "14.04", "LOC (13) Cl. 14-04", [], ...])
def test_a_record_of_the_patent_alone_gives_the_code(tmp_path: Path, raw: Any) -> None:
    records, files = figures(1, 2, classification_locarno=...)
    of_patent = {"patentID": "USD0836880-20190101", "classification_locarno": raw}
    root = write(
        tmp_path / "one",
        files | {"design2019.json": text_of([*records, {k: v for k, v in of_patent.items() if v is not ...}])},
    )
    rows, tally = read(root)
    known = raw not in ([], ...)
    assert [row["locarno"] for row in rows.values()] == ["14-04" if known else None] * 2
    assert tally.left_out == {"record names no picture": 1}
    if known:
        parts = {"design2019.json": text_of(records), "design2019_patents.json": text_of([of_patent], lines=True)}
        assert {row["locarno"] for row in read(write(tmp_path / "two", files | parts))[0].values()} == {"14-04"}


def test_a_code_of_a_record_that_names_its_patent_by_its_picture(tmp_path: Path) -> None:
    records = [record(1, patentID=...), record(2, classification_locarno=...)]
    files = {NAME.format(n): png(n) for n in (1, 2)}
    rows, _ = read(write(tmp_path, files | {"design2019.json": text_of(records)}))
    assert [row["locarno"] for row in rows.values()] == ["14-04"] * 2
