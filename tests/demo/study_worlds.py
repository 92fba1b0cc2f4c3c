"""Two tiny indexes with random models, tasks for them, and the study's commands on both."""

import json

import torch

from modeling_patent import PatentVisionModel
from modeling_patent.cli_arguments import OneLineParser
from modeling_patent.cli_study import add_study
from modeling_patent.image_processing_patent import PatentImageProcessor
from modeling_patent.retrieval import PatentIndex
from tests.small import BACKBONES, draw_rows


def patent(*arguments):
    """Run `patent study ...` and return what it prints."""
    parser = OneLineParser(prog="patent")
    add_study(parser.add_subparsers(required=True))
    parsed = parser.parse_args(["study", *map(str, arguments)])
    return parsed.run(parsed)


def make_world(folder):
    """Two indexes of 12 patents, of two random models, and six tasks; names that a page must never show."""
    rows = draw_rows(folder / "figures", patents=12)
    for number, name in enumerate(("ours-secret", "previous-secret")):
        torch.manual_seed(number)
        model = PatentVisionModel.from_backbone(BACKBONES["vit"], projection_dim=8).eval()
        processor = PatentImageProcessor(size=32)
        model.save_pretrained(folder / f"model-{name}")
        processor.save_pretrained(folder / f"model-{name}")
        index = PatentIndex.build(model, processor, rows, workers=0, progress=False)
        index.model_name = str(folder / f"model-{name}")
        index.save(folder / f"index-{name}")
    tasks = [{"picture": str(row["image"]), "exclude": [row["patent_id"]]} for row in rows[::6]]
    (folder / "tasks.json").write_text(json.dumps(tasks))
    return folder


def study_of(world, path, command="plan", **more):
    options = {"a": world / "index-ours-secret", "b": world / "index-previous-secret", "tasks": world / "tasks.json",
               "log": path, "participants": 2, "tasks-each": 2, "seed": 3, **more}  # fmt: skip
    return patent(command, "-k", 4, *(part for name, value in options.items() for part in (f"--{name}", value)))
