"""Layers in 8 bits: what they compute, which they are, and how close the vectors stay."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from modeling_patent import PatentVisionModel, quantization
from modeling_patent.quantization import QuantizedLayer, fold_batch_norms, quantized, weight_steps
from tests.small import BACKBONES

FIGURES = (torch.rand(24, 1, 32, 32, generator=torch.Generator().manual_seed(0)) < 0.1).to(torch.uint8) * 255
for _number, _figure in enumerate(FIGURES):
    _figure[:, _number : _number + 6, 5:28] = 255


def make_model(family, projector="linear"):
    torch.manual_seed(0)
    options = {"pixel_mean": [0.5] * 3, "pixel_std": [0.5] * 3} if family == "swinv2" else {}
    options["pooling"] = "mean" if family == "efficientnet" else None
    model = PatentVisionModel.from_backbone(BACKBONES[family], projection_dim=8, projector=projector, **options)
    with torch.no_grad():
        for _ in range(8):
            model.embed_images(FIGURES)
    return model.eval()


@torch.no_grad()
def vectors(model):
    return model.embed_images(FIGURES).numpy()


def rounded(values, scale, zero):
    """Quantise and dequantise by the definition, number by number."""
    values = np.asarray(values, dtype=np.float64)
    return np.float64(
        [scale * (min(255, max(0, round(float(v) / scale) + zero)) - zero) for v in values.ravel()]
    ).reshape(values.shape)


def slow_layer(layer, x, ratio, scale, zero):
    """What a quantised layer computes, in float64."""
    weight = layer.weight.detach().double().numpy()
    shape = (1, -1) if weight.ndim == 2 else (1, -1, 1, 1)
    x, weight = x.double().numpy() / ratio.reshape(shape), weight * ratio.reshape(shape)
    steps = np.abs(weight).reshape(len(weight), -1).max(axis=1).reshape(-1, *[1] * (weight.ndim - 1)) / 127
    x, weight = rounded(x, scale, zero), np.round(weight / steps) * steps
    if weight.ndim == 2:
        return x @ weight.T + layer.bias.detach().numpy()
    y = nn.functional.conv2d(torch.from_numpy(x), torch.from_numpy(weight), layer.bias.detach().double(), 2, 1)
    return y.numpy()


@pytest.mark.parametrize("kind", ["linear", "convolution"])
@pytest.mark.parametrize("evens", [True, False])
def test_a_layer_is_that_of_the_definition(kind, evens):
    torch.manual_seed(0)
    layer = nn.Linear(5, 4) if kind == "linear" else nn.Conv2d(5, 4, 3, stride=2, padding=1)
    x = torch.randn(3, 5) if kind == "linear" else torch.randn(2, 5, 7, 7)
    ratio = torch.tensor([0.5, 1, 2, 1, 4]) if evens else torch.ones(5)
    made = QuantizedLayer(layer, ratio if evens else None, 0.03, 100)
    np.testing.assert_allclose(made(x).detach(), slow_layer(layer, x, ratio.numpy(), 0.03, 100), atol=1e-5)
    out = QuantizedLayer(layer, ratio if evens else None, 0.03, 100, (0.1, 7))
    np.testing.assert_allclose(out(x).detach(), rounded(made(x).detach(), 0.1, 7), atol=1e-6)


def test_a_layer_of_zeros_and_one_without_bias_are_no_trouble():
    layer = nn.Linear(3, 2, bias=False)
    nn.init.zeros_(layer.weight)
    assert torch.equal(QuantizedLayer(layer, None, 1e-12, 0)(torch.zeros(1, 3)), torch.zeros(1, 2))
    assert (weight_steps(layer.weight) > 0).all()


@pytest.mark.parametrize("family", ["resnet", "efficientnet", "convnext", "vit"])
@pytest.mark.parametrize("projector", ["linear", "norm_mlp", "norm_linear"])
def test_folding_changes_no_vector_and_not_the_model(family, projector):
    model = make_model(family, projector)
    before = copy.deepcopy(model.state_dict())
    folded = fold_batch_norms(model, FIGURES[:1])
    np.testing.assert_allclose(vectors(folded), vectors(model), atol=2e-5)
    assert not [m for m in folded.modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


class InPlace(nn.Module):
    """A sum that is made where a convolution's output lies, before it is normalised."""

    def __init__(self):
        super().__init__()
        self.convolution, self.norm = nn.Conv2d(1, 1, 3, padding=1), nn.BatchNorm2d(1)
        self.norm.running_mean += 0.3
        self.projector = nn.Identity()

    def embed_images(self, x):
        y = self.convolution(x.float() / 255)
        y += x.float() / 255
        return self.norm(y).flatten(1)


def test_a_norm_of_something_else_than_the_layer_s_output_stays():
    model = InPlace().eval()
    folded = fold_batch_norms(model, FIGURES[:1])
    assert isinstance(folded.norm, nn.BatchNorm2d)
    np.testing.assert_allclose(vectors(folded), vectors(model))


@pytest.mark.parametrize("family", sorted(set(BACKBONES) - {"efficientnet"}))
@pytest.mark.parametrize("whole", [True, False])
def test_vectors_stay_close(family, whole):
    model = make_model(family)
    found = vectors(quantized(model, FIGURES, whole))
    cosines = (found * vectors(model)).sum(axis=1)
    assert cosines.min() > 0.995
    assert np.abs(found - vectors(model)).max() > 1e-6


@torch.no_grad()
def slow_biases(model, whole):
    """The biases of the 8-bit layers: one after the other, each by a run of its own."""
    plain = fold_batch_norms(model, FIGURES[:1])
    made = quantized(model, FIGURES, whole)
    names = [name for name, layer in made.named_modules() if isinstance(layer, QuantizedLayer)]
    for name in names:
        bias = plain.get_submodule(name).bias
        made.get_submodule(name).bias.copy_(torch.zeros(()) if bias is None else bias)

    def mean_of(model, name):
        seen = []
        hook = model.get_submodule(name).register_forward_hook(lambda layer, x, y: seen.append(y.double()))
        model.embed_images(FIGURES)
        hook.remove()
        rows = seen[0] if isinstance(plain.get_submodule(name), nn.Linear) else seen[0].movedim(1, -1)
        return rows.flatten(0, -2).mean(0)

    for name in names:  # they run in the order in which the model names them
        layer = made.get_submodule(name)
        output, layer.output = layer.output, None
        layer.bias += mean_of(plain, name) - mean_of(made, name)
        layer.output = output
    return {name: made.get_submodule(name).bias for name in names}


@pytest.mark.parametrize(("family", "whole"), [("vit", False), ("resnet", True), ("convnext", True)])
def test_biases_are_those_of_mending_one_layer_after_the_other(family, whole):
    model = make_model(family)
    made = quantized(model, FIGURES, whole)
    for name, bias in slow_biases(model, whole).items():
        np.testing.assert_allclose(made.get_submodule(name).bias.detach(), bias.detach(), atol=5e-4, err_msg=name)


def test_taking_the_mean_shift_out_brings_vectors_closer(monkeypatch):
    model = make_model("vit")
    lost = 1 - (vectors(quantized(model, FIGURES, False)) * vectors(model)).sum(axis=1).mean()
    monkeypatch.setattr(quantization, "_correct_biases", lambda model, wanted, figures: None)
    assert lost < 1 - (vectors(quantized(model, FIGURES, False)) * vectors(model)).sum(axis=1).mean()


@torch.no_grad()
def test_a_layer_that_runs_twice_is_mended_by_its_first_run():
    model = make_model("vit")
    model.config.mirror = True
    made = quantized(model, FIGURES, False)
    names = [name for name, layer in made.named_modules() if isinstance(layer, QuantizedLayer)]
    means = [quantization._mean_outputs(one, names, FIGURES) for one in (model, made)]
    for name in names:
        np.testing.assert_allclose(means[1][name], means[0][name], atol=5e-4, err_msg=name)


def test_the_first_layer_groups_and_projectors_stay():
    made = quantized(make_model("convnext"), FIGURES, True)
    kept = [name for name, m in made.named_modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert any("patch_embeddings" in name for name in kept)
    assert any(isinstance(m, nn.Conv2d) and m.groups > 1 for m in made.modules())
    assert "projector" in kept
    layers = {name: m for name, m in made.named_modules() if isinstance(m, QuantizedLayer)}
    assert layers and all("pwconv" in name or "downsampling" in name for name in layers)
    assert all((m.output is None) == m.is_linear for m in layers.values())  # `whole`: outputs of convolutions too


def test_small_layers_stay():
    made = quantized(make_model("swinv2"), FIGURES, False)
    names = [name for name, m in made.named_modules() if isinstance(m, QuantizedLayer)]
    assert any("intermediate" in name for name in names)
    assert not [name for name in names if "continuous_position_bias" in name]


def test_the_model_is_not_changed():
    model = make_model("vit")
    before = copy.deepcopy(model.state_dict())
    quantized(model, FIGURES, True)
    assert not [m for m in model.modules() if isinstance(m, QuantizedLayer)]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_without_figures_there_is_nothing_to_calibrate_with():
    with pytest.raises(ValueError, match="needs calibration figures, and there are none"):
        quantized(make_model("vit"), FIGURES[:0], False)
