"""The package's parts that other libraries meet: the evaluate module, and what an import pulls in."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import evaluate
import numpy as np
import pytest
import torch

from modeling_patent.evaluation import module_path, retrieval_metrics


@pytest.fixture
def metric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, loaded from its path with no network and no cache outside the test's folder."""
    for library in (evaluate.config, evaluate.loading.config):
        monkeypatch.setattr(library, "HF_MODULES_CACHE", str(tmp_path / "modules"))
    monkeypatch.setattr(evaluate.config, "HF_EVALUATE_OFFLINE", True)
    return evaluate.load(module_path(), cache_dir=str(tmp_path / "cache"))


def test_the_module_gives_the_same_numbers_batch_by_batch(metric: Any, random_case: Callable[..., Any]) -> None:
    case = random_case(1)
    rest = {name: value for name, value in case.items() if name not in ("query_embeds", "query_labels")}
    for start in (0, 5, 10):
        batch = slice(start, start + 5)
        metric.add_batch(predictions=case["query_embeds"][batch], references=case["query_labels"][batch])
    assert metric.compute(**rest) == pytest.approx(retrieval_metrics(**case), nan_ok=True, abs=0)


def test_without_a_gallery_every_query_searches_all_others(metric: Any) -> None:
    rng = np.random.default_rng(0)
    vectors, labels = rng.standard_normal((30, 4)).astype(np.float32), rng.integers(-1, 4, 30)
    days, patents = rng.integers(0, 9, 30), rng.integers(0, 12, 30)
    found = metric.compute(
        predictions=torch.from_numpy(vectors), references=torch.from_numpy(labels), query_dates=days, time="before",
        query_patents=patents, exclude_same_patent=True, ks=(3,),
    )  # fmt: skip
    expected = retrieval_metrics(
        vectors, vectors, labels, labels, query_dates=days, gallery_dates=days, time="before", query_patents=patents,
        gallery_patents=patents, exclude_same_patent=True, query_rows=np.arange(30), ks=(3,),
    )  # fmt: skip
    assert found == pytest.approx(expected, nan_ok=True, abs=0)
    metric.add_batch(predictions=vectors, references=labels)
    own = metric.compute()
    assert own["map"] == retrieval_metrics(vectors, vectors, labels, labels, query_rows=np.arange(30))["map"]


def test_the_module_lies_within_the_package_as_a_package() -> None:
    path = Path(module_path())
    assert path.is_file()
    for folder in list(path.parents)[:4]:
        assert (folder / "__init__.py").is_file()
    assert list(path.parents)[3].name == "modeling_patent"


def test_importing_evaluation_pulls_in_nothing_heavy() -> None:
    heavy = ("skimage", "evaluate", "sklearn", "datasets", "scipy.stats")
    code = f"import sys, modeling_patent.evaluation; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
