"""Unpacked pictures of DeepPatent2: found by base name as in a dict; links that lead out of the release."""

import pickle
import random
import tracemalloc
from pathlib import Path

import pytest

from patent_data import load_deeppatent2
from patent_data.deeppatent2 import DeepPatent2Reader
from patent_data.release_index import PictureIndex, is_segmented
from tests.patent_data.test_readers_deeppatent2 import picture, record, release
from tests.patent_data.test_readers_deeppatent2_archives import read

ROOT = Path("/release")
FOLDERS = [".", "Original", "Segmented", "2019/Segmentednew", "2019/Original", "segmented/2019/x", "\udcfc", "Zoo"]
LINK = "link that leads out of the folder"
STEM = "USD0836880-20190101-D0000"
ODD = (
    "odd.png", ".png", "?0.png", "USD?0.png", "\u212a.png", "\u0130.png", "\u017f.png", "\udcfc.png", "a\0.png",
    STEM + "1_.png", STEM + "1_99999.png", STEM + "1_" + "9" * 40 + ".png", STEM + "1_9999.png.png",
    STEM.replace("0836880", "\u0661" * 7) + "1.png", STEM + "1_1.jpg", "x" * 300 + ".png",
)  # fmt: skip


def names(rng: random.Random) -> list[str]:
    """Names as they are and are not usual; some differ by case alone, some by a leading zero."""
    made = [*ODD]
    for patent in (f"USD{n:07d}" for n in rng.sample(range(10**7), 4)):
        for kind, number in (("D", ""), ("P", ""), ("D", "_1"), ("D", "_01"), ("D", "_9991"), ("D", "_10000")):
            made.append(f"{patent}-{rng.choice(['20190101', '00000000'])}-{kind}{rng.randrange(3):05d}{number}.png")
    turned = [rng.choice([str.upper, str.lower, str.swapcase, str.title])(name) for name in made]
    return made + [name for name in turned if rng.random() < 0.4]


def slow_index(added: list[tuple[str, str]]) -> tuple[dict[str, str], list[str]]:
    """Lower-case name -> path, and the lower-case names that were found again."""
    known: dict[str, tuple[str, str]] = {}
    again = []
    for folder, name in added:
        key = name.lower()
        if key in known:
            again.append(key)
        before = is_segmented(f"{known[key][0]}/x") if key in known else False
        if key not in known or (is_segmented(f"{folder}/x") and not before):
            known[key] = folder, name
    return {key: f"{ROOT / folder}/{name}" for key, (folder, name) in known.items()}, again


@pytest.mark.parametrize("seed", range(40))
def test_pictures_are_found_as_in_a_dict(seed: int) -> None:
    rng = random.Random(seed)
    there = names(rng)
    added = [(rng.choice(FOLDERS[: 1 + seed % 8]), rng.choice(there)) for _ in range(rng.choice([0, 1, 2, 30, 300]))]
    index = PictureIndex(ROOT)
    for folder, name in added:
        index.add(str(ROOT / folder), name)
    again = [name.lower() for name in index.sort()]
    known, slow_again = slow_index(added)
    assert sorted(again) == sorted(slow_again) and len(index) == len(known)
    places = set()
    for name in {*there, *names(rng), *known, *map(str.upper, known)}:
        place = index.find(name)
        assert (None if place is None else index.path(place)) == known.get(name.lower()), name
        places.add(place)
    assert places - {None} == {*range(len(known))}


def test_a_million_pictures_would_take_forty_megabytes() -> None:
    tracemalloc.start()
    index = PictureIndex(ROOT)
    for number in range(20_000):
        index.add("/release/Segmented", f"USD{number * 7919 % 10**7:07d}-20190101-D00001_1.png")
    assert not list(index.sort())
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 40 * len(index) and peak < 150 * len(index)
    assert len(index) == 20_000 and index.find("USD0000000-20190101-D00001_1.png") == 0


def linked(root: Path, outside: Path) -> Path:
    """Two years, and beside them a link to a folder with a picture, one to a picture, and one to records."""
    for number, date in ((1, "2018-01-01"), (2, "2019-01-01")):
        release(root, [record(number, date=date), record(7, date=date)], f"design{date[:4]}.json")
        (root / "Segmented" / record(7, date=date)["subfigure_file"]).unlink()
    release(outside, [record(7, date="2018-01-01"), record(7, date="2019-01-01")], "design2020.json")
    (root / "Other").symlink_to(outside)
    one = record(7, date="2019-01-01")["subfigure_file"]
    (root / one).symlink_to(outside / "Segmented" / one)
    (root / "design2020.json").symlink_to(outside / "design2020.json")
    return root


def test_links_that_lead_out_are_not_followed_and_counted_once(tmp_path: Path) -> None:
    root = linked(tmp_path / "r", tmp_path / "outside")
    for years, missing in ((None, 2), ({2019}, 1)):
        rows, tally = read(root, years=years)
        assert len(rows) == missing and tally.left_out == {LINK: 3, "picture is missing": missing}
    (root / "Other").unlink()
    (root / "Inside").symlink_to(root / "Segmented")
    assert read(root)[1].left_out[LINK] == 2


@pytest.mark.processes
def test_links_are_counted_once_by_processes_and_streams(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = linked(tmp_path / "r", tmp_path / "outside")
    for processes in (1, 2):
        dataset = load_deeppatent2(root, num_proc=processes, cache_dir=tmp_path / str(processes))
        assert len(dataset) == 2 and f"Left out 5: {LINK} (3); picture is missing (2)" in dataset.info.description
    caplog.clear()
    assert len(list(load_deeppatent2(root, streaming=True))) == 2
    assert caplog.text.count(LINK) == caplog.text.count(f"{LINK} (3)") == 1  # in the words on the first year


def test_a_further_link_is_read_anew(tmp_path: Path) -> None:
    root = linked(tmp_path / "r", tmp_path / "outside")
    before = DeepPatent2Reader(root).fingerprint
    assert DeepPatent2Reader(root).fingerprint == before
    (root / "more").symlink_to(tmp_path)
    assert DeepPatent2Reader(root).fingerprint != before


def test_a_reader_is_sent_without_its_index(tmp_path: Path) -> None:
    root = release(tmp_path / "r", [record(number) for number in range(1, 40)])
    for number in range(500):
        (root / "Segmented" / f"{STEM}2_{number}.png").touch()
    assert len(pickle.dumps(DeepPatent2Reader(root))) < 5000


def test_a_picture_is_found_under_a_name_in_any_case(tmp_path: Path) -> None:
    root = release(tmp_path / "r", [record(1), record(2)], pictures=False)
    first, second = (record(number)["subfigure_file"] for number in (1, 2))
    paths = [picture(root / "Zoo" / first), picture(root / "Segmented" / first.upper()), picture(root / second.lower())]
    rows, tally = read(root)
    assert {*rows} == {path.stem for path in paths[1:]} and not tally.left_out
    assert tally.noted["picture found again under its name, Segmented goes first"] == 1
