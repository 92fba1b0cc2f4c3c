"""The drawn corpus: what lies on disk, who is in it, and that the drawing style tells nothing of the class."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date

import numpy as np
import pytest
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from patent_data.drawn import corpus, plan
from patent_data.drawn.families import ALL_FAMILIES, HELD_OUT
from patent_data.drawn.families.family import Family
from patent_data.drawn.sheet import contact_sheet
from patent_data.drawn.solids import box, cylinder
from patent_data.drawn.style import draw_style

NAME = re.compile(r"^(USD\d{7})-(\d{8})-([DP])(\d{5})(?:_(\d+))?\.png$")
SHADINGS = ("none", "contour", "oblique", "stipple")


def build_block(rng):
    """A block on a post: cheap, and the same in every family of these tests."""
    wide, deep, high = rng.uniform(0.6, 1.6, 3)
    post = cylinder(0.3, high, at=(0, 0, 0), segments=16)
    return [post, box(wide, deep, 0.4, at=(0, 0, high)), box(0.2, 0.2, 0.2, at=(0.1, 0, high + 0.4))]


def blocks(*codes):
    return tuple(Family(f"block{code}", code, ("Block", "Display stand"), build_block) for code in codes)


def draw(folder, patents=8, **changes):
    settings = {"size": 128, "workers": 1, "progress": False, "families": blocks("06-01", "07-01", "09-01")}
    return corpus.draw_corpus(folder, patents, **(settings | changes))


def records_of(folder):
    return [record for year in sorted(folder.glob("design*.json")) for record in json.loads(year.read_text())]


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def measured(path):
    """Margins, longer side, mean line width, ink share and aspect of a picture."""
    ink = np.asarray(Image.open(path)) == 0
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    margins = [rows[0], ink.shape[0] - rows[-1], columns[0], ink.shape[1] - columns[-1]]
    edges = (ink[1:] != ink[:-1]).sum() + (ink[:, 1:] != ink[:, :-1]).sum()
    drawn = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return [*margins, max(drawn.shape)], [2 * ink.sum() / edges, drawn.mean(), np.log(drawn.shape[0] / drawn.shape[1])]


def style_features(seed, place):
    """Everything a patent's style fixes, as numbers."""
    style = draw_style(np.random.default_rng([seed, place, 0]))
    label = style.label
    return [
        style.silhouette, style.crease, style.detail, style.wobble, style.density, style.spacing, style.angle,
        *[float(style.shading == name) for name in SHADINGS], *style.light, style.glass, style.fill, *style.dash[:2],
        len(style.dash), label is not None, label.height if label else 0, label.slant if label else 0,
        style.turned, style.disclaim, *style.margin, style.specks, style.breaks,
    ]  # fmt: skip


def artefact_check(folder):
    """Accuracy of two trivial classifiers of the main class, and the share of the commonest class.

    Returns:
        By feature set ("style": what the style fixes, margins, sizes; "picture": line width, ink share, aspect,
        which the object's own shape moves as well): (logistic regression, nearest neighbours, commonest class).
    """
    held = json.loads((folder / "corpus.json").read_text())
    seed = held["arguments"]["seed"]
    pictures = {}
    for path in (folder / "Segmented").rglob("*.png"):
        pictures.setdefault(path.name[:10], []).append(measured(path))
    style, picture, labels = [], [], []
    for place, (patent, row) in enumerate(held["patents"].items()):
        outer, inner = (np.mean(side, axis=0) for side in zip(*pictures[patent], strict=True))
        style.append([*style_features(seed, place), *outer])
        picture.append(inner)
        labels.append(row["locarno"][:2])
    classes = np.array(labels)
    test = np.random.default_rng(0).random(len(classes)) < 0.5
    answer = {}
    for name, features in (("style", np.array(style, dtype=float)), ("picture", np.array(picture))):
        scores = []
        for model in (LogisticRegression(max_iter=2000), KNeighborsClassifier(9)):
            fitted = make_pipeline(StandardScaler(), model).fit(features[~test], classes[~test])
            scores.append(float(fitted.score(features[test], classes[test])))
        answer[name] = (*scores, Counter(classes[test].tolist()).most_common(1)[0][1] / int(test.sum()))
    return answer


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return draw(tmp_path_factory.mktemp("drawn") / "small", 12, views=(5, 8), seed=3)


def test_release_has_the_shape_of_deeppatent2(small):
    records = records_of(small)
    assert {path.name for path in small.iterdir()} == {"Segmented", "corpus.json"} | {
        f"design{record['patentdate'][:4]}.json" for record in records
    }
    for record in records:
        match = NAME.match(record["subfigure_file"])
        assert match and f"{match[1]}-{match[2]}" == record["patentID"]
        assert record["figure_file"] == record["subfigure_file"].rsplit("_", 1)[0] + ".png"
        assert re.fullmatch(r"\d{4}", record["classification_locarno"])
        assert re.fullmatch(r"D[ \d]\d\d{3}", record["classification_national"])
        assert record["x_figure"] >= 0 and record["w_figure"] > 0 and 0 <= record["T_label"] <= 1
        day = date.fromisoformat(record["patentdate"])
        assert day.weekday() == 1 and day >= date(2016, 1, 5)
        assert int(record["patentID"][3:10]) >= 9000001
    counts = Counter(record["patentID"] for record in records)
    assert len(counts) == 12 and set(counts.values()) <= {5, 6, 7, 8}
    for year in small.glob("design*.json"):
        ids = [record["id"] for record in json.loads(year.read_text())]
        assert ids == list(range(1, len(ids) + 1))


def test_pictures_are_one_bit_and_of_the_size_asked_for(small):
    for path in (small / "Segmented").glob("*.png"):
        with Image.open(path) as image:
            assert image.mode == "1"
            ink = np.asarray(image) == 0
        assert 0 < ink.mean() < 0.5
        assert 60 <= max(ink.shape) <= 2 * 128
    sides = [max(Image.open(path).size) for path in (small / "Segmented").glob("*.png")]
    assert 100 <= np.median(sides) <= 160


def test_same_seed_same_bytes_whatever_the_workers(small, tmp_path):
    again = draw(tmp_path / "again", 12, views=(5, 8), seed=3, workers=2)
    assert contents(again) == contents(small)
    other = draw(tmp_path / "other", 12, views=(5, 8), seed=4)
    assert contents(other) != contents(small)


def test_finished_corpus_is_left_alone_and_another_is_refused(small):
    before = {path: path.stat().st_mtime_ns for path in small.rglob("*")}
    assert draw(small, 12, views=(5, 8), seed=3) == small
    assert {path: path.stat().st_mtime_ns for path in small.rglob("*")} == before
    with pytest.raises(ValueError, match="seed is 3, not 5"):
        draw(small, 12, views=(5, 8), seed=5)


def test_strange_folder_and_bad_arguments_are_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(ValueError, match="not empty"):
        draw(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep me"
    for bad in ({"views": 4}, {"views": (5, 9)}, {"patents": 0}, {"seed": -1}, {"size": 10}, {"workers": 0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            draw(tmp_path / "x", **bad)
    assert not (tmp_path / "x").exists()


def test_stopped_run_goes_on(small, tmp_path, monkeypatch):
    whole = corpus.draw_patent
    drawn = []

    def stops(job, entry):
        if len(drawn) == 5:
            raise KeyboardInterrupt
        drawn.append(entry.patent_id)
        return whole(job, entry)

    monkeypatch.setattr(corpus, "draw_patent", stops)
    with pytest.raises(KeyboardInterrupt):
        draw(tmp_path / "out", 12, views=(5, 8), seed=3)
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(corpus, "draw_patent", lambda job, entry: drawn.append(entry.patent_id) or whole(job, entry))
    assert contents(draw(tmp_path / "out", 12, views=(5, 8), seed=3)) == contents(small)
    assert len(drawn) == len(set(drawn)) == 12
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.processes
def test_killed_run_leaves_nothing_half_written(tmp_path):
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from patent_data.drawn.corpus import draw_corpus;"
        "draw_corpus(sys.argv[1], 60, size=96, workers=2, progress=False)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "out")], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    records = tmp_path / ".out.partial" / "records"
    end = time.monotonic() + 30
    while time.monotonic() < end and len(list(records.glob("*.json"))) < 3 and run.poll() is None:
        time.sleep(0.05)
    assert run.poll() is None
    run.send_signal(signal.SIGINT)
    run.wait(30)
    assert run.returncode != 0 and not (tmp_path / "out").exists()
    for path in records.glob("*.json"):
        for record in json.loads(path.read_text()):
            Image.open(records.parent / "Segmented" / record["subfigure_file"]).load()


def test_defects(tmp_path):
    folder = draw(tmp_path / "bad", 60, size=64, defects=True)
    records = records_of(folder)
    pictures = {path.name: path for path in (folder / "Segmented").glob("*.png")}
    assert any(record["subfigure_file"] not in pictures for record in records)
    assert any(record["figid"] >= 9991 and NAME.match(record["subfigure_file"])[5] == "9991" for record in records)
    assert any("classification_locarno" not in record for record in records)
    assert any("aspect" not in record and record["figid"] < 9991 for record in records)
    assert {601, 701, 901} & {record.get("classification_locarno") for record in records}
    broken = []
    for path in pictures.values():
        try:
            Image.open(path).load()
        except OSError:
            broken.append(path.stat().st_size)
    assert len(broken) == 2 and min(broken) == 0 < max(broken)


def test_long_tail_splits_and_dates():
    trained = [f"family{k}" for k in range(60)]
    held_out = [f"other{k}" for k in range(10)]
    entries = plan.plan(trained, held_out, 2000, 0, date(2016, 1, 5), 5)
    counts = Counter(entry.family for entry in entries)
    tail = sorted((counts[name] for name in trained), reverse=True)
    assert tail[0] >= 5 * tail[-1] and tail[-1] >= 2
    assert {counts[name] for name in held_out} == {24}
    assert all((entry.split == "unseen") == (entry.family in held_out) for entry in entries)
    splits = Counter(entry.split for entry in entries)
    assert splits["test"] == round(0.14 * 1760) and splits["validation"] == round(0.05 * 1760)
    assert {entry.family for entry in entries if entry.split == "train"} == set(trained)
    days = [entry.granted for entry in entries]
    assert days == sorted(days) and {day.weekday() for day in days} == {1} and days[-1].year == 2020
    assert [entry.patent_id for entry in entries[:2]] == ["USD9000001", "USD9000002"]
    order = plan.ranked(trained)
    assert abs(np.corrcoef([int(name[6:]) for name in order], range(60))[0, 1]) < 0.4


@pytest.mark.parametrize("patents", [1, 3, 7, 20, 100, 400])
def test_allocation_of_small_corpora(patents):
    counts = plan.allocate([f"a{k}" for k in range(70)], [f"b{k}" for k in range(9)], patents)
    assert sum(counts.values()) == patents and min(counts.values()) >= min(2, patents)


def test_views_hold_every_side_and_no_bare_edge():
    rng = np.random.default_rng(0)
    for count in range(5, 9):
        views = plan.draw_views(rng, count)
        names = [view.name for view in views]
        assert len(views) == len(set(names)) == count and {"front", "rear", "top", "perspective"} <= set(names)
    flat = plan.without_edges(views, [2.0, 1.0, 0.01], rng)
    assert {view.name for view in flat} == {"perspective", "rear perspective", "top", "bottom"}
    assert plan.without_edges(views, [2.0, 1.0, 0.5], rng) == views


def test_families_and_held_out():
    codes = {family.locarno for family in ALL_FAMILIES}
    assert len(codes) >= 40 and len({code[:2] for code in codes}) >= 12
    assert [family.name for family in ALL_FAMILIES] == sorted({family.name for family in ALL_FAMILIES})
    assert codes >= HELD_OUT and 8 <= len(HELD_OUT) <= 14
    trained = {code[:2] for code in codes - HELD_OUT}
    whole = {code[:2] for code in HELD_OUT} - trained
    assert 1 <= len(whole) <= 3 and len({code[:2] for code in HELD_OUT} & trained) >= 4


def test_style_tells_nothing_of_the_class(tmp_path):
    folder = draw(tmp_path / "same", 160, size=96, families=blocks("06-01", "07-01", "09-01", "26-05"))
    for logistic, neighbours, commonest in artefact_check(folder).values():
        assert max(logistic, neighbours) <= commonest + 0.12


def test_contact_sheet(small, tmp_path):
    path = contact_sheet(small, tmp_path / "sheet.png", patents=4)
    with Image.open(path) as image:
        assert (np.asarray(image) < 128).any()
    with pytest.raises(ValueError, match="no figure"):
        contact_sheet([], tmp_path / "none.png")
