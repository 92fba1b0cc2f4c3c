"""examples/make_figures.py draws every figure of a run of the quickstart, and says what is missing in one line."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("sklearn")
pytest.importorskip("skimage")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def script() -> Any:
    spec = importlib.util.spec_from_file_location("make_figures", ROOT / "examples" / "make_figures.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def quickstart_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What examples/quickstart.py leaves, with an untrained model, a little corpus and no training."""
    from modeling_patent import PatentImageProcessor, PatentVisionModel
    from patent_data import draw_corpus
    from patent_data.drawn.families import ALL_FAMILIES
    from tests.small import BACKBONES

    run = tmp_path_factory.mktemp("run")
    families = [family for family in ALL_FAMILIES if family.locarno in ("06-01", "06-03", "07-01", "12-08", "26-05")]
    draw_corpus(run / "corpus", 40, 5, 0, size=96, workers=1, families=families, progress=False)
    for folder, loss in (("model", "hierarchical"), ("model-contrastive", "contrastive")):
        PatentVisionModel.from_backbone(BACKBONES["resnet"], loss=loss, projection_dim=8).save_pretrained(run / folder)
        PatentImageProcessor(size=32).save_pretrained(run / folder)
    (run / "summary.json").write_text(json.dumps({"corpus": {"patents": 60}, "training": {"steps": 0}}))
    return run


@pytest.mark.parametrize("baseline", [[], ["--baseline", "hog"]])
def test_the_script_makes_all_figures_of_a_run(
    baseline: list[str], script: Any, quickstart_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--run", str(quickstart_run), "--split", "train", "--out", str(tmp_path), *baseline]
    assert script.main(arguments) == 0, capsys.readouterr().err
    names = ["long_tail", "map_by_frequency", "retrieval", "precision_recall", "embedding"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*(f"{n}.png" for n in names), "figures.json"])
    facts = json.loads((tmp_path / "figures.json").read_text())
    second = "HOG" if baseline else "contrastive loss, untrained"
    assert facts["models"][:2] == ["hierarchical loss, untrained", second] and facts["models"][-1] == "HOG"
    assert list(facts["figures"]) == names
    assert str(quickstart_run) not in (tmp_path / "figures.json").read_text()
    assert all(list(query["models"]) == facts["models"][:2] for query in facts["figures"]["retrieval"]["queries"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--run", "nowhere"], "nowhere is no finished run of examples/quickstart.py: corpus/corpus.json is not there"),
        (["--split", "tests"], "no split 'tests'"),
        (["--split", "train", "--baseline", "no/model"], "cannot load the model no/model"),
    ],
)
def test_the_script_names_what_is_wrong_in_one_line(
    arguments: list[str], message: str, script: Any, quickstart_run: Path, tmp_path: Path, capsys: Any
) -> None:
    run = [] if "--run" in arguments else ["--run", str(quickstart_run)]
    assert script.main([*run, *arguments, "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err.strip().splitlines()
    assert message in error[-1] and not list(tmp_path.iterdir())
