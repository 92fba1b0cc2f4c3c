"""The comparison of the losses runs whole, on a small corpus, and does not do again what it has done."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def compare(out, *more):
    command = [sys.executable, "examples/compare_losses.py", "--out", str(out), "--patents", "130", "--size", "96"]
    methods = ["--methods", "contrastive", "CLIP + L_cls + L_cat"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    return subprocess.run(
        [*command, "--steps", "1", "--seeds", "1", *methods, *more],
        capture_output=True, text=True, cwd=ROOT, env=environment, timeout=600,
    )  # fmt: skip


def test_every_method_is_in_the_tables_and_a_finished_run_is_kept(tmp_path):
    first = compare(tmp_path)
    assert first.returncode == 0, first.stderr[-3000:]
    results = json.loads((tmp_path / "results.json").read_text())
    assert list(results) == ["untrained", "HOG", "contrastive", "CLIP + L_cls + L_cat"]
    scores = results["CLIP + L_cls + L_cat"][0]["test"]["subclass"]
    assert {"map", "ndcg", "head/map", "tail/map"} <= set(scores) and 0 < scores["map"] < 1
    text = (tmp_path / "losses.md").read_text()
    assert (
        "| tail/ndcg |" in text
        and f"| contrastive | {results['contrastive'][0]['test']['patent']['map']:.3f} |" in text
    )
    assert text in first.stdout
    run = tmp_path / "contrastive-0.json"
    kept = json.loads(run.read_text())
    kept["test"]["patent"]["map"] = 0.123
    run.write_text(json.dumps(kept))
    again = compare(tmp_path)
    assert again.returncode == 0 and "| contrastive | 0.123 |" in again.stdout
