"""A study of seconds: a grid with tiny networks on a tiny corpus, and all of its runs."""

import shutil
import sys
from pathlib import Path

import yaml
from transformers import BertModel

from tests.small_texts import TEXT_TOWERS, make_tokenizer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "examples"))

import study as study_script  # noqa: E402, F401
import study_corpus  # noqa: E402
import study_grid  # noqa: E402
import study_report  # noqa: E402
import study_run  # noqa: E402

TINY = {
    "corpus": {"patents": 90, "views": 5, "seed": 18, "size": 96},
    "text_encoder": "{encoder}",
    "resamples": 50,
    "seeds": [0, 1],
    "shared": {
        "backbone": "resnet", "image_size": 32, "projector": "norm_mlp", "projection_dim": 16, "loss_temperature": 0.1,
        "steps": 2, "patents_per_batch": 8, "figures_per_patent": 2, "learning_rate": 0.01, "bf16": False,
    },
    "backbones": {
        "resnet": {"pooling": "mean", "config": {
            "model_type": "resnet", "num_channels": 1, "layer_type": "basic", "embedding_size": 8,
            "hidden_sizes": [8, 16], "depths": [1, 1],
        }},
        "vit": {"pooling": "mean", "learning_rate": 0.001, "config": {
            "model_type": "vit", "num_channels": 1, "image_size": 96, "patch_size": 16, "hidden_size": 8,
            "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8,
        }},
    },
    "groups": {
        "losses": {
            "title": "Losses", "baseline": "contrastive",
            "settings": {
                "HOG": {"encoder": "hog"},
                "contrastive": {"loss": "contrastive"},
                "texts": {"loss": "distribution_aware", "texts": "templates", "texts_per_figure": 3},
            },
            "columns": {
                "subclass mAP": "subclass/map", "mAP": "prior_art/map", "mAP over classes": "prior_art/map_macro",
            },
            "slices": ["all", "head", "tail"],
        },
        "labels": {
            "title": "Labels", "baseline": "kept", "figure": "labels",
            "shared": {"loss": "contrastive", "also_without_labels": True},
            "settings": {"kept": {"remove_labels": False}, "removed": {"remove_labels": True}},
            "columns": {"patent mAP": "patent/map"},
            "parts": ["test", "test_unlabelled", "unseen"],
        },
    },
}  # fmt: skip


def write_grid(path, **changes):
    path.write_text(yaml.safe_dump(TINY | changes))
    return path


def changed(**settings):
    """The tiny grid with other shared settings."""
    return {"shared": TINY["shared"] | settings}


def make_study(folder):
    """Do the tiny study, whole: its grid, its folder, its documents."""
    encoder = folder / "encoder"
    BertModel(TEXT_TOWERS["bert"]).save_pretrained(encoder)
    make_tokenizer().save_pretrained(encoder)
    grid = study_grid.read_grid(write_grid(folder / "grid.yaml", text_encoder=str(encoder)))
    out, docs = folder / "out", folder / "docs"
    docs.mkdir()
    shutil.copy(ROOT / "docs" / "results_notes.md", docs)
    runs = study_grid.wanted_runs(grid)
    out.mkdir()
    study_corpus.prepare(grid, out, runs)
    for run in runs.values():
        study_run.run_one(out, run)
    study_grid.complete_log(out, runs)
    assert study_report.write_report(grid, out, docs, "python examples/study.py") == []
    return grid, out, docs
