"""The shipped checkpoint on the real patents that it has not seen."""

import json

import pytest
import yaml

from modeling_patent import shipped_checkpoint
from modeling_patent.evaluation import evaluate_embeddings
from modeling_patent.rows import column
from modeling_patent.shipped import CHECKPOINT

from .checkpoint_small import checkpoint_data, checkpoint_evaluation

pytestmark = pytest.mark.skipif(not (CHECKPOINT / "model.safetensors").is_file(), reason="no checkpoint is shipped")


@pytest.fixture
def recipe(tmp_path):
    """The recipe of the shipped checkpoint, with folders of its own and a small drawn corpus."""
    found = yaml.safe_load((shipped_checkpoint() / "recipe.yaml").read_text("utf-8"))
    found["cache"] = str(tmp_path / "figures")
    found["validation"]["drawn"] |= {"patents": 6, "size": 64, "folder": str(tmp_path)}
    return found


@pytest.mark.real_data
def test_the_shipped_checkpoint_does_on_real_patents_what_its_card_says(real_data, recipe, monkeypatch):
    monkeypatch.setenv("PATENT_REAL_DATA", str(real_data))
    judge = checkpoint_evaluation.Judge(recipe)
    model, side = checkpoint_evaluation.load(shipped_checkpoint())
    facts = json.loads((shipped_checkpoint() / "facts.json").read_text("utf-8"))["evaluation"]
    stated = facts["sets"]["real"]["methods"]
    figures = judge.figures("real", side)
    pooled = checkpoint_evaluation.pooled_features(model, figures.all_figures())
    embeds = checkpoint_evaluation.vectors(model, pooled, "head", None)
    found = evaluate_embeddings(embeds, figures.metadata(), "same-patent")["map"]
    assert abs(found - stated[facts["model"]]["same-patent"]) < 0.01  # bf16 differs between processors
    assert found > stated["HOG"]["same-patent"] + 0.1


@pytest.mark.real_data
def test_no_patent_that_judges_the_checkpoint_was_trained_on(real_data, recipe, monkeypatch):
    monkeypatch.setenv("PATENT_REAL_DATA", str(real_data))
    recipe["sources"]["drawn"]["share"] = 0
    recipe["sources"]["single"]["share"] = 0.1
    trained = {patent for one in checkpoint_data.training_sources(recipe) for patent in column(one.rows, "patent_id")}
    rows = checkpoint_data.validation_rows(recipe)
    judged = {patent for name in ("real", "objects") for patent in column(rows[name], "patent_id")}
    assert len(judged) == 225 and len(trained) > 3000
    assert not trained & judged
