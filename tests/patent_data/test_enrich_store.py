import datetime
import errno
import logging
import os
import random

import datasets
import pytest
from PIL import Image
from pyarrow import parquet

from modeling_patent.rows import make_row, row_features
from patent_data.enrich import add_texts, store
from patent_data.enrich.store import FAILED, SCHEMA, Parts, finished, parts_folder

MADE_BY = ("eye", "pen", "1")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path_factory.mktemp("cache"))


def row_of(figure, texts=("A shoe.",), made_by=MADE_BY, problems=(), **more):
    captioner, llm, version = made_by
    row = {"figure_id": figure, "patent_id": "p", "texts": list(texts), "problems": list(problems), "requests": 1}
    return row | {"captioner": captioner, "llm": llm, "prompt_version": version} | more


def failed(figure, **more):
    return row_of(figure, (), problems=[f"{FAILED}too busy"], **more)


def write(out, *rows, merge=True):
    with Parts(out) as parts:
        for row in rows:
            parts.add(row)
        if merge:
            parts.merge()
        else:
            parts.flush()


def read(out):
    return {row["figure_id"]: row for row in parquet.read_table(out).to_pylist()}


def test_what_is_written_is_read_back_and_the_parts_are_gone(tmp_path):
    out = tmp_path / "t.parquet"
    write(
        out,
        row_of("a", ["x", "y"], cost=0.5, llm_prompt_tokens=7, details="d", answer="w"),
        row_of("b", made_by=(None, "template", "1")),
    )
    assert list(tmp_path.iterdir()) == [out]
    assert parquet.read_schema(out).equals(SCHEMA)
    found = read(out)
    assert found["a"] | {"made_at": 0} == {
        "figure_id": "a", "patent_id": "p", "texts": ["x", "y"], "details": "d", "answer": "w", "captioner": "eye",
        "llm": "pen", "prompt_version": "1", "captioner_prompt_tokens": None, "captioner_completion_tokens": None,
        "llm_prompt_tokens": 7, "llm_completion_tokens": None, "requests": 1, "cost": 0.5, "problems": [], "made_at": 0,
    }  # fmt: skip
    age = datetime.datetime.now(datetime.timezone.utc) - found["b"]["made_at"]
    assert datetime.timedelta() <= age < datetime.timedelta(minutes=5)
    assert found["b"]["captioner"] is None


def test_parts_are_whole_before_the_merge_and_are_taken_up_again(tmp_path):
    out = tmp_path / "t.parquet"
    write(out, row_of("a"), failed("b"), merge=False)
    write(out, row_of("c"), merge=False)
    assert not out.exists()
    assert [path.name for path in sorted(parts_folder(out).glob("part*"))] == [
        "part-000001.parquet",
        "part-000002.parquet",
    ]
    assert finished(out, MADE_BY) == ({"a", "c"}, {"b"})
    write(out, row_of("b"))
    assert set(read(out)) == {"a", "b", "c"}
    assert finished(out, MADE_BY) == ({"a", "b", "c"}, set())


def test_only_rows_of_the_same_models_and_prompts_are_done(tmp_path):
    out = tmp_path / "t.parquet"
    others = [("eye", "pen", "2"), (None, "pen", "1"), ("eye", "template", "1")]
    write(out, row_of("a"), *(row_of(f"x{n}", made_by=made_by) for n, made_by in enumerate(others)))
    assert finished(out, MADE_BY) == ({"a"}, set())
    for number, made_by in enumerate(others):
        assert finished(out, made_by) == ({f"x{number}"}, set())
    assert finished(tmp_path / "none.parquet", MADE_BY) == (set(), set())


def test_of_many_rows_of_a_figure_the_last_good_one_is_kept(tmp_path):
    rng = random.Random(0)
    for case in range(20):
        out, expected, order = tmp_path / f"{case}.parquet", {}, 0
        for _ in range(4):
            rows = []
            for figure in rng.sample("abcdefgh", rng.randrange(6)):
                order += 1
                row = (failed if rng.random() < 0.4 else row_of)(figure, details=str(order))
                rows.append(row)
                if row["texts"] or not expected.get(figure, {}).get("texts"):
                    expected[figure] = row
            write(out, *rows, merge=rng.random() < 0.5)
        write(out)
        found = read(out) if expected else {}
        assert {name: row["details"] for name, row in found.items()} == {n: r["details"] for n, r in expected.items()}


def test_many_small_parts_become_few_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_ROWS", 10)
    out = tmp_path / "t.parquet"
    write(out, *(row_of(f"f{n}") for n in range(95)), merge=False)
    assert len(list(parts_folder(out).glob("part*"))) == 10
    write(out)
    file = parquet.ParquetFile(out)
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (95, 10)
    assert file.read(["figure_id"])["figure_id"].to_pylist() == [f"f{n}" for n in range(95)]


def test_rows_are_saved_after_a_while_even_when_they_are_few(tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(store.time, "monotonic", lambda: now[0])
    with Parts(tmp_path / "t.parquet") as parts:
        for number in range(60):
            parts.add(row_of(f"f{number}"))
        assert parts.saved == 0  # faster than a part a second
        now[0] = 1.0
        parts.add(row_of("g"))
        assert parts.saved == 61
        parts.add(row_of("h"))
        now[0] = 31.5
        parts.add(row_of("i"))
        assert parts.saved == 63


def test_a_full_disk_leaves_what_was_there_and_no_half_file(tmp_path, monkeypatch):
    out = tmp_path / "t.parquet"
    write(out, row_of("a"))
    before = out.read_bytes()
    write(out, row_of("b"), merge=False)
    full = lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))  # noqa: E731
    with monkeypatch.context() as patch, Parts(out) as parts:
        patch.setattr(store.os, "fsync", full)
        parts.add(row_of("c"))
        with pytest.raises(OSError, match="No space left"):
            parts.flush()
        parts._rows = []
        with pytest.raises(OSError, match="No space left"):
            parts.merge()
    assert out.read_bytes() == before
    assert not list(tmp_path.rglob("*.tmp"))
    assert finished(out, MADE_BY) == ({"a", "b"}, set())


def test_what_a_killed_writer_left_half_done_is_swept_away(tmp_path):
    out = tmp_path / "t.parquet"
    write(out, row_of("a"), merge=False)
    (parts_folder(out) / "part-000002.parquet.tmp").write_bytes(b"half")
    assert finished(out, MADE_BY) == ({"a"}, set())
    write(out, row_of("b"))
    assert set(read(out)) == {"a", "b"}
    assert list(tmp_path.iterdir()) == [out]


def test_two_runs_cannot_write_one_file(tmp_path):
    with (
        Parts(tmp_path / "t.parquet"),
        pytest.raises(ValueError, match=r"another run .*t\.parquet"),
        Parts(tmp_path / "t.parquet"),
    ):
        pass
    with Parts(tmp_path / "t.parquet"):
        pass


def test_files_that_hold_no_texts_are_named(tmp_path):
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"hello")
    with pytest.raises(ValueError, match=r"bad\.parquet: cannot be read"):
        finished(bad, MADE_BY)
    datasets.Dataset.from_list([{"figure_id": "a"}]).to_parquet(bad)
    with pytest.raises(ValueError, match=r"bad\.parquet: not a file of texts, it has no column patent_id"):
        finished(bad, MADE_BY)
    rows = datasets.Dataset.from_list([make_row(None, "a", "p")], features=row_features())
    with pytest.raises(ValueError, match="not a file of texts"):
        add_texts(rows, bad)
    with pytest.raises(FileNotFoundError, match="no such file of texts"):
        add_texts(rows, tmp_path / "gone.parquet")


@pytest.fixture
def rows(tmp_path):
    pictures = []
    for number in range(6):
        path = tmp_path / f"f{number}.png"
        Image.new("L", (8, 8 + number), 255).save(path)
        pictures.append(str(path))
    made = [make_row(picture, f"f{n}", "p", texts=[f"old {n}"]) for n, picture in enumerate(pictures)]
    return datasets.Dataset.from_list(made, features=row_features())


def test_texts_are_joined_to_rows_in_any_order_and_others_keep_theirs(tmp_path, rows, caplog):
    out = tmp_path / "t.parquet"
    write(out, row_of("f3", ["new 3", "b"]), row_of("f0", ["new 0"]), row_of("other"), failed("f5"))
    with caplog.at_level(logging.INFO):
        joined = add_texts(rows, out)
    assert joined["texts"][:] == [["new 0"], ["old 1"], ["old 2"], ["new 3", "b"], ["old 4"], ["old 5"]]
    assert "texts for 2 of 6 figures" in caplog.text
    assert joined.features == rows.features
    assert joined.column_names == rows.column_names
    assert [picture.size for picture in joined["image"]] == [(8, 8 + n) for n in range(6)]
    assert rows["texts"][0] == ["old 0"]
    shuffled = add_texts(rows.select([5, 3, 1]), out)
    assert shuffled["texts"][:] == [["old 5"], ["new 3", "b"], ["old 1"]]
    assert shuffled["image"][1].size == (8, 11)


def test_a_changed_file_of_texts_is_read_anew(tmp_path, rows):
    out = tmp_path / "t.parquet"
    write(out, row_of("f0", ["first"]))
    assert add_texts(rows, out)["texts"][0] == ["first"]
    write(out, row_of("f0", ["second one"]))
    assert add_texts(rows, out)["texts"][0] == ["second one"]


def test_joining_neither_opens_nor_copies_a_picture(tmp_path, rows):
    out = tmp_path / "t.parquet"
    write(out, row_of("f0", ["new"]))
    for path in tmp_path.glob("*.png"):
        path.unlink()
    assert add_texts(rows, out).remove_columns("image")["texts"][0] == ["new"]
