"""A model is told from another by what it makes of four drawings."""

import logging

import numpy as np
import pytest
import torch
from transformers import AutoModel

from modeling_patent import PatentImageProcessor, PatentVisionConfig, PatentVisionModel, encoding
from modeling_patent.retrieval import PatentIndex
from modeling_patent.retrieval.probe import check_probe, made_figures, model_probe
from tests.small import BACKBONES


def model_of(seed, dimension=16, backbone="vit"):
    torch.manual_seed(seed)
    return PatentVisionModel(PatentVisionConfig(BACKBONES[backbone], projection_dim=dimension)).eval()


@pytest.fixture(scope="module")
def processor():
    return PatentImageProcessor(size=32)


@pytest.fixture(scope="module")
def known(processor):
    model = model_of(0)
    return model, model_probe(model, processor)


def test_the_drawings_are_four_different_ones_and_always_the_same():
    first, second = made_figures(), made_figures()
    assert [np.array_equal(a, b) for a, b in zip(first, second, strict=True)] == [True] * 4
    assert len({figure.tobytes() for figure in first}) == 4
    assert all(0.003 < (np.asarray(figure) < 128).mean() < 0.5 for figure in first)


def test_the_same_model_passes(known, processor, caplog):
    model, probe = known
    assert np.linalg.norm(probe, axis=1) == pytest.approx(np.ones(4), abs=1e-3)
    with caplog.at_level(logging.WARNING):
        check_probe(probe, 16, model, processor)
    assert not caplog.records


@pytest.mark.parametrize(("cosine", "said"), [(0.99999, False), (0.9995, True), (0.96, True)])
def test_another_form_of_the_model_passes_and_is_said_in_one_line(known, processor, caplog, cosine, said):
    model, probe = known
    probe = np.array(probe)
    aside = np.roll(probe[2], 1)  # turn one vector by the angle of the cosine
    aside -= (aside @ probe[2]) * probe[2]
    probe[2] = cosine * probe[2] + np.sqrt(1 - cosine**2) * aside / np.linalg.norm(aside)
    with caplog.at_level(logging.WARNING):
        check_probe(probe.tolist(), 16, model, processor)
    assert len(caplog.records) == said
    if said:
        assert f"another form of this model (test drawings agree with a cosine of {cosine:.4f})" in caplog.text


def test_a_saved_and_loaded_model_passes(known, processor, tmp_path):
    model, probe = known
    model.save_pretrained(tmp_path)
    check_probe(probe, 16, AutoModel.from_pretrained(tmp_path).eval(), processor)


@pytest.mark.parametrize("backbone", ["vit", "convnext", "swinv2"])
def test_the_model_in_bfloat16_passes(processor, backbone, monkeypatch):
    model = model_of(0, backbone=backbone)
    probe = model_probe(model, processor)
    plain = encoding.embed_figures
    monkeypatch.setattr(encoding, "embed_figures", lambda model, figures: plain(model, figures, bf16=True))
    assert model_probe(model, processor) != probe
    check_probe(probe, 16, model, processor)


@pytest.mark.parametrize("backbone", ["vit", "convnext"])
def test_other_weights_of_the_same_shape_are_refused_in_one_line(known, processor, backbone):
    for seed in (1, 2, 3):
        with pytest.raises(ValueError, match="made with another model") as raised:
            check_probe(known[1], 16, model_of(seed, backbone=backbone), processor)
        assert "\n" not in str(raised.value)


def test_a_model_that_makes_no_numbers_is_refused(known, processor):
    model = model_of(0)
    with torch.no_grad():
        next(iter(model.parameters())).fill_(float("nan"))
    with pytest.raises(ValueError):
        check_probe(known[1], 16, model, processor)


def test_another_dimension_is_refused_even_where_no_probe_is_known(known, processor):
    for probe in (known[1], None):
        with pytest.raises(ValueError, match="the index has 16 numbers a vector, this model makes 8"):
            check_probe(probe, 16, model_of(0, dimension=8), processor)


def test_without_a_probe_any_model_of_the_dimension_passes(processor):
    check_probe(None, 16, model_of(5), processor)


def test_a_built_index_knows_its_model_after_it_was_saved_and_loaded(known, processor, figure_rows, tmp_path):
    model, probe = known
    index = PatentIndex.build(model, processor, figure_rows, workers=0, progress=False)
    assert np.allclose(index.model_probe, probe, atol=1e-3)
    index.save(tmp_path / "index")
    loaded = PatentIndex.load(tmp_path / "index")
    assert loaded.with_model(model, processor) is loaded
    with pytest.raises(ValueError, match="another model"):
        loaded.with_model(model_of(1), processor)
    hits = loaded.search(figure_rows[4]["image"], k=3)  # the model that was refused is not used
    assert hits == index.search(figure_rows[4]["image"], k=3)
    assert hits[0].score == pytest.approx(1, abs=1e-3)  # built in bfloat16 where the processor has it
