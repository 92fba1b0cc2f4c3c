"""Which reader reads a path, and splits."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
from PIL import Image

import patent_data
from modeling_patent.rows import make_row, row_features
from patent_data import corpus_split, detect_source, load_source, split_by_patent, split_by_time
from tests.patent_data.test_readers_deeppatent2_archives import figures, inner, split, write, zipped


def picture(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), "white").save(path)
    return path


IMPACT = "title,id,claim,date,class,class_search,inv_country,no_figs,sheets,file_names,fig_desc,caption\n"
LIST = "I20180220/USD0810412-20180220/USD0810412-20180220-D00002.png 1\n"
CONTENT = {"2021.csv": IMPACT, "other.csv": "file_name,title\n", "metadata.csv": "file_name,title\n"}
CONTENT |= {"val_db_patent.txt": LIST, "train.txt": "epoch 1\n"}


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["a.png"], "figures"),
        (["cup/a.TIF", "metadata.csv"], "figures"),
        (["a.png", "labels.xml", "metadata.jsonl"], "figures"),
        (["design2019.json", "Segmented/a.png", "corpus.json"], "deeppatent2"),
        (["2019/segmentation_2019.json"], "deeppatent2"),
        (["x/USD0910059-20210209.XML", "x/USD0910059-20210209-D00001.TIF", "metadata.jsonl"], "uspto"),
        (["DESIGN/USD0939806-20220104.ZIP"], "uspto"),
        (["I20220104.tar"], "uspto"),
        (["PATDOC/US0450001.SGM", "a.tif"], "uspto"),
        (["I20220104.zip", "a.tif"], "uspto"),
        (["2019.aa", "2019.ab"], "deeppatent2"),
        (["year/2019.zip", "a.png"], "deeppatent2"),
        (["design.json", "Segmented.tar.gz", "a.png"], "deeppatent2"),
        (["design2019.json", "2021.csv", "val_db_patent.txt"], "deeppatent2"),
        (["x/2021.csv", "x/USD0910059-20210209.XML", "a.tif", "metadata.csv"], "impact"),
        (["2021.csv", "val_db_patent.txt"], "impact"),
        (["other.csv", "a.tif"], "figures"),
        (["data/metadata.parquet", "data/a.tif"], "figures"),
        (["data/train-00000-of-00001.parquet", "long_tail.png"], "parquet"),
        (["other.csv", "x/USD0910059-20210209.XML"], "uspto"),
        (["lists/val_db_patent.txt", "a.png", "USD0910059-20210209.XML"], "deeppatent"),
        (["train.txt", "a.png"], "figures"),
        (["val_db_patent.txt"], "deeppatent"),
    ],
)
def test_what_lies_there(tmp_path: Path, names: list[str], kind: str) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(CONTENT.get(Path(name).name, ""))
    assert detect_source(tmp_path) == kind


def test_the_right_reader_is_called(tmp_path: Path) -> None:
    picture(tmp_path / "r" / "cup.png")
    dataset = load_source(tmp_path / "r", cache_dir=tmp_path / "cache")
    assert dataset["patent_id"][:] == ["cup"]
    assert [row["patent_id"] for row in load_source(tmp_path / "r", streaming=True)] == ["cup"]


def test_nothing_that_a_reader_knows(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no such file or folder: .*nowhere"):
        load_source(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="no records of DeepPatent2, IMPACT or the USPTO, no lists of DeepPatent and"):
        load_source(tmp_path)
    with pytest.raises(ValueError, match="expected a folder"):
        load_source(picture(tmp_path / "a.png"))


def test_of_a_csv_only_the_first_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "2021.csv").write_bytes(IMPACT.encode() + b"\0" * 100 + b'"')
    assert detect_source(tmp_path) == "impact"
    (tmp_path / "2021.csv").write_bytes(b"\xff" * 10 + b"x" * 200_000)
    picture(tmp_path / "cup.png")
    assert detect_source(tmp_path) == "figures"


def test_archives_that_are_files(tmp_path: Path) -> None:
    kinds = dict.fromkeys(["2019.aa", "2019.ab", "2019.zip", "2019.tar.gz", "Segmented.tar.gz"], "deeppatent2")
    kinds |= dict.fromkeys(["I20220104.tar", "I20220104.zip", "20220104.zip"], "uspto")
    for name, kind in kinds.items():
        (tmp_path / name).touch()
        assert detect_source(tmp_path / name) == kind


def test_parts_of_a_release_are_read_from_their_folder_or_from_one_of_them(tmp_path: Path) -> None:
    records, files = figures(1, 2, 3)
    write(tmp_path / "r", split(zipped(inner(records, files)), ["2019.aa", "2019.ab", "2019.ac"]))
    for path in (tmp_path / "r", tmp_path / "r" / "2019.ab"):
        rows = load_source(path, cache_dir=tmp_path / "cache")
        assert rows["figure_id"][:] == [Path(name).stem for name in files]
        assert [row["figure_id"] for row in load_source(path, streaming=True)] == rows["figure_id"][:]
        assert rows[0]["image"].size == (21, 10) and "Left out" not in rows.info.description


def test_every_public_name_is_there() -> None:
    assert patent_data.__all__ == sorted(patent_data.__all__)
    assert all(callable(getattr(patent_data, name)) for name in patent_data.__all__)


def test_the_package_imports_quickly() -> None:
    code = "import sys, patent_data; sys.exit('datasets' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode
        == 0
    )


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> datasets.Dataset:
    """Four figures of each of 300 patents, none of which may be decoded."""
    monkeypatch.setattr(datasets.Image, "decode_example", None)
    first = datetime.date(2016, 1, 1)
    made = [
        make_row("nowhere.png", f"{patent}-{figure}", f"USD{patent:07d}", first + datetime.timedelta(5 * patent))
        for figure in range(4)
        for patent in range(300)
    ]
    return datasets.Dataset.from_list(made, features=row_features())


def patents(dataset: datasets.Dataset) -> set[str]:
    return set(dataset["patent_id"])


def test_split_by_patent(rows: datasets.Dataset) -> None:
    split = split_by_patent(rows)
    assert list(split) == ["train", "validation"]
    assert sum(map(len, split.values())) == len(rows)
    assert not patents(split["train"]) & patents(split["validation"])
    assert 12 <= len(patents(split["validation"])) <= 48
    assert patents(split["validation"]) == patents(split_by_patent(rows)["validation"])
    assert patents(split["validation"]) != patents(split_by_patent(rows, seed=1)["validation"])


def test_split_by_patent_does_not_depend_on_the_other_patents(rows: datasets.Dataset) -> None:
    shares = {"train": 0.5, "validation": 0.25, "test": 0.25}
    whole = split_by_patent(rows, shares)
    part = split_by_patent(rows.select(range(100, 200)), shares)
    for name, some in part.items():
        assert patents(some) <= patents(whole[name])


def test_split_by_patent_is_the_same_everywhere() -> None:
    made = [make_row("x.png", f"{n}", f"USD{n:07d}") for n in range(8)]
    split = split_by_patent(datasets.Dataset.from_list(made, features=row_features()), {"a": 0.5, "b": 0.5})
    assert split["a"]["figure_id"][:] == ["1", "3", "7"]


@pytest.mark.parametrize("shares", [{}, {"a": 0.5}, {"a": 1.5, "b": -0.5}])
def test_shares_that_are_none(rows: datasets.Dataset, shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="shares must be"):
        split_by_patent(rows, shares)


def test_split_by_time(rows: datasets.Dataset, caplog: pytest.LogCaptureFixture) -> None:
    split = split_by_time(rows, {"train": None, "validation": "2019-01-01", "test": datetime.date(2019, 6, 1)})
    assert max(split["train"]["granted"]) < datetime.date(2019, 1, 1) <= min(split["validation"]["granted"])
    assert max(split["validation"]["granted"]) < datetime.date(2019, 6, 1) <= min(split["test"]["granted"])
    assert sum(map(len, split.values())) == len(rows) and not caplog.records
    late = split_by_time(rows, {"late": "2020-01-01"})
    assert len(late["late"]) + 4 * 293 == len(rows) and "1172 before the first split" in caplog.text


def test_split_by_time_keeps_a_patent_together(caplog: pytest.LogCaptureFixture) -> None:
    days = ["2019-01-01", "2020-06-01", None, None]
    made = [make_row("x.png", str(n), "p" if n < 3 else "q", day) for n, day in enumerate(days)]
    rows = datasets.Dataset.from_list(made, features=row_features())
    split = split_by_time(rows, {"train": None, "test": "2020-01-01"})
    assert split["train"]["figure_id"][:] == ["0", "1", "2"] and len(split["test"]) == 0
    assert "1 figures without a grant date" in caplog.text


@pytest.mark.parametrize("starts", [{}, {"a": "2020-01-01", "b": "2019-01-01"}, {"a": None, "b": "never"}])
def test_starts_that_are_none(rows: datasets.Dataset, starts: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match=r"starts must be dates|not a date"):
        split_by_time(rows, starts)


def test_corpus_split(rows: datasets.Dataset, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"corpus\.json is not there"):
        corpus_split(rows, tmp_path, "test")
    stated = {f"USD{n:07d}-20190101": {"family": "cup", "split": "test" if n < 3 else "train"} for n in range(5)}
    (tmp_path / "corpus.json").write_text(json.dumps({"patents": stated}))
    assert patents(corpus_split(rows, tmp_path, "test")) == {"USD0000000", "USD0000001", "USD0000002"}
    with pytest.raises(ValueError, match=r"no split 'unseen' \(there are test, train\)"):
        corpus_split(rows, tmp_path, "unseen")
    for text in ("[]", "{", '{"patents": {"x": {}}}'):
        (tmp_path / "corpus.json").write_text(text)
        with pytest.raises(ValueError, match="not the description of a drawn corpus"):
            corpus_split(rows, tmp_path, "test")
