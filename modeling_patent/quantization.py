"""Eight-bit layers for export: a model's linear layers and convolutions, with ranges taken from calibration figures.

Each layer becomes what ONNX and OpenVINO know as quantise-dequantise: its input rounded to 256 levels of one range,
its weights to 255 levels a channel (Jacob et al., arXiv 1712.05877). Three things bring the vectors closer to the
model's: an input whose channels differ much in size is evened out against the weights (SmoothQuant, arXiv 2211.10438),
where that lowers the error; the range is the one of least error, not the widest; and the mean shift of each output is
taken out of the bias (Nagel et al., arXiv 1906.04721). The first layer, small ones, convolutions by groups, projectors
and the products of attention stay as they are.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

_LEVELS = 255
_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
_SHARES = tuple(share / 20 for share in range(14, 21))  # of the widest range, that are tried
_EVENNESS = (0.0, 0.5)  # 0: inputs as they are; 0.5: inputs and weights share what channels differ by
_LEAST_WORK = 0.1  # of that of the layer with the most: what a smaller one would save is not worth its error
_ROWS = 256  # inputs of a layer that are kept of every batch to choose its range by
_FOR_MEANS = 32  # figures, run at once, by which the mean shift of each layer's output is taken out


class QuantizedLayer(nn.Module):
    """A linear layer or convolution whose input and weights are rounded to 8 bits.

    Args:
        layer: the layer.
        evened: what its input channels are divided by [C], or None.
        scale, zero: the step of the input's levels, and the level of 0.
        output: (scale, zero) of its output, where that is to be rounded too.
    """

    def __init__(
        self, layer: Any, evened: Tensor | None, scale: float, zero: int, output: tuple[float, int] | None = None
    ) -> None:
        super().__init__()
        self.is_linear = isinstance(layer, nn.Linear)
        self.scale, self.zero, self.output = scale, zero, output
        weight = layer.weight.detach()
        self.evening: Tensor | None = None
        if evened is not None:
            shape = (-1,) if self.is_linear else (1, -1, 1, 1)
            self.evening = nn.Parameter((1 / evened).view(shape), requires_grad=False)
            weight = weight * evened.view(shape)
        steps = weight_steps(weight)
        self.weight = nn.Parameter(weight.t().contiguous() if self.is_linear else weight, requires_grad=False)
        self.steps = nn.Parameter(steps, requires_grad=False)
        self.zeros = torch.zeros(len(steps), dtype=torch.int32)
        bias = torch.zeros(len(steps)) if layer.bias is None else layer.bias.detach().clone()
        self.bias = nn.Parameter(bias, requires_grad=False)
        self.shape = () if self.is_linear else (layer.stride, layer.padding, layer.dilation, layer.groups)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of x."""
        x = x if self.evening is None else x * self.evening
        x = torch.fake_quantize_per_tensor_affine(x, self.scale, self.zero, 0, _LEVELS)
        axis = 1 if self.is_linear else 0
        weight = torch.fake_quantize_per_channel_affine(self.weight, self.steps, self.zeros, axis, -128, 127)
        x = torch.matmul(x, weight) + self.bias if self.is_linear else F.conv2d(x, weight, self.bias, *self.shape)
        return x if self.output is None else torch.fake_quantize_per_tensor_affine(x, *self.output, 0, _LEVELS)


class _Seen:
    """What calibration saw at a layer: the size of its input channels, some of its inputs, its outputs' range."""

    def __init__(self) -> None:
        self.largest, self.inputs = torch.zeros(()), list[Tensor]()
        self.outputs, self.work = (0.0, 0.0), 0

    def add(self, layer: Any, x: Tensor, y: Tensor, generator: torch.Generator) -> None:
        rows = _channels(x, layer)
        self.work += layer.weight.numel() * (y.numel() // len(layer.weight))
        self.largest = torch.maximum(self.largest, rows.abs().amax(0))
        self.inputs.append(rows[torch.randint(0, len(rows), (_ROWS,), generator=generator)])
        self.outputs = min(self.outputs[0], float(y.min())), max(self.outputs[1], float(y.max()))


@torch.no_grad()
def quantized(model: Any, figures: Tensor, whole: bool, batch_size: int = 8) -> Any:
    """Return a copy of a patent model with 8-bit layers.

    Args:
        model: a patent model on a CPU, in evaluation mode.
        figures: calibration figures uint8 [N, 1, S, S], typical of those to encode.
        whole: also round the outputs of convolutions, without which ONNX Runtime has no 8-bit kernel for them.
        batch_size: figures a step.

    Raises:
        ValueError: there are no calibration figures, or the backbone has no layer to quantise.
    """
    if not len(figures):
        raise ValueError("int8 needs calibration figures, and there are none")
    batches = torch.split(figures, batch_size)
    model = fold_batch_norms(model, figures[:1])
    seen = _calibrate(model, batches)
    if not seen:
        raise ValueError(f"the {type(model.backbone).__name__} has no layer that can be quantised")
    some = figures[:: -(-len(figures) // _FOR_MEANS)]
    wanted = _mean_outputs(model, list(seen), some)
    for name, found in seen.items():
        layer = model.get_submodule(name)
        output = _range(*found.outputs) if whole and isinstance(layer, nn.Conv2d) else None
        _replace(model, name, _quantized_layer(layer, found, output))
    _correct_biases(model, wanted, some)
    return model


@torch.no_grad()
def fold_batch_norms(model: Any, figures: Tensor) -> Any:
    """Return a copy of a model in which batch normalisation is part of the layer before it, or after it.

    Args:
        model: a patent model in evaluation mode.
        figures: a few figures uint8 [B, 1, S, S], to see by what runs after what.
    """
    model = copy.deepcopy(model)
    outputs: dict[int, tuple[str, Tensor, int]] = {}
    pairs: dict[str, str] = {}

    def note(name: str, layer: nn.Module, x: Tensor, y: Tensor) -> None:
        before, _, version = outputs.get(id(x), ("", x, -1))
        if isinstance(layer, _NORMS) and version == x._version:  # and was not changed in place since
            pairs[before] = name
        outputs[id(y)] = name, y, y._version  # the tensor too: while it lives, its number is its own

    kinds = (nn.Conv2d, nn.Linear, *_NORMS)
    hooks = [
        layer.register_forward_hook(lambda layer, x, y, name=name: note(name, layer, x[0], y))
        for name, layer in model.named_modules()
        if isinstance(layer, kinds)
    ]
    model.embed_images(figures)
    for hook in hooks:
        hook.remove()
    for name, norm in pairs.items():
        first, second = model.get_submodule(name), model.get_submodule(norm)
        if isinstance(first, nn.Conv2d):
            _replace(model, name, fuse_conv_bn_eval(first, second))
        elif isinstance(first, nn.Linear):
            _replace(model, name, fuse_linear_bn_eval(first, second))
        else:
            continue
        _replace(model, norm, nn.Identity())
    if isinstance(model.projector, nn.Sequential):
        _fold_first_norm(model.projector)
    return model


def _fold_first_norm(projector: nn.Sequential) -> None:
    """Make a projector's first normalisation part of its first linear layer.

    OpenVINO 2026.4 computes a mean over places that is followed by a factor a channel wrongly (its issue 23616).
    """
    norm: Any = projector[0]
    place = next((i for i, layer in enumerate(projector) if isinstance(layer, nn.Linear)), None)
    if not isinstance(norm, nn.BatchNorm1d) or place is None:
        return
    linear: Any = projector[place]
    mean: Any = norm.running_mean
    variance: Any = norm.running_var
    factor = norm.weight * torch.rsqrt(variance + norm.eps)
    shift = linear.weight @ (norm.bias - mean * factor)
    linear.bias = nn.Parameter(shift if linear.bias is None else linear.bias + shift)
    linear.weight.mul_(factor)
    projector[0] = nn.Identity()


def _replace(model: nn.Module, name: str, layer: nn.Module) -> None:
    parent, _, last = name.rpartition(".")
    setattr(model.get_submodule(parent), last, layer)


def weight_steps(weight: Tensor) -> Tensor:
    """Return the step of each output channel's levels [O] of weights [O, ...]."""
    return (weight.flatten(1).abs().amax(1) / 127).clamp_min(1e-12)


def _layers(model: Any) -> dict[str, nn.Module]:
    """Return the backbone's layers by name. Convolutions by groups are few operations that suffer most: they stay."""
    found: dict[str, Any] = {f"backbone.{name}": module for name, module in model.backbone.named_modules()}
    return {
        name: module
        for name, module in found.items()
        if isinstance(module, nn.Linear) or (isinstance(module, nn.Conv2d) and module.groups == 1)
    }


def _calibrate(model: Any, batches: Sequence[Tensor]) -> dict[str, _Seen]:
    """Run the figures; return what was seen at each layer to quantise, in the order in which they run."""
    seen: dict[str, _Seen] = {}
    generator = torch.Generator().manual_seed(0)

    def note(name: str, layer: nn.Module, x: Tensor, y: Tensor) -> None:
        seen.setdefault(name, _Seen()).add(layer, x, y, generator)

    hooks = [
        layer.register_forward_hook(lambda layer, x, y, name=name: note(name, layer, x[0], y))
        for name, layer in _layers(model).items()
    ]
    for batch in batches:
        model.embed_images(batch)
    for hook in hooks:
        hook.remove()
    least = _LEAST_WORK * max((found.work for found in seen.values()), default=0)
    return {name: found for name, found in list(seen.items())[1:] if found.work >= least}


def _mean_outputs(model: Any, names: Sequence[str], figures: Tensor) -> dict[str, Tensor]:
    """Return the mean of each layer's output channels [O], of the first time where a layer runs more than once."""
    means: dict[str, Tensor] = {}

    def note(name: str, layer: nn.Module, y: Tensor) -> None:
        means.setdefault(name, _channels(y, layer).mean(0))

    hooks = [
        model.get_submodule(name).register_forward_hook(lambda layer, _, y, name=name: note(name, layer, y))
        for name in names
    ]
    model.embed_images(figures)
    for hook in hooks:
        hook.remove()
    return means


def _correct_biases(model: Any, wanted: dict[str, Tensor], figures: Tensor) -> None:
    """Give each 8-bit layer's output the mean that is wanted, by its bias.

    One run does: a layer's bias is mended when it has run, so that the next ones see what it gives from then on.
    """
    outputs: dict[str, tuple[float, int] | None] = {}

    def mend(name: str, layer: Any, y: Tensor) -> Tensor:
        if name not in done:
            done.add(name)
            shift = wanted[name] - _channels(y, layer).mean(0)
            layer.bias += shift
            y = y + (shift if layer.is_linear else shift.view(1, -1, 1, 1))
        output = outputs[name]
        return y if output is None else torch.fake_quantize_per_tensor_affine(y, *output, 0, _LEVELS)

    done, hooks = set[str](), []
    for name in wanted:
        layer = model.get_submodule(name)
        outputs[name], layer.output = layer.output, None  # the mean is that of the output before it is rounded
        hooks.append(layer.register_forward_hook(lambda layer, _, y, name=name: mend(name, layer, y)))
    model.embed_images(figures)
    for hook in hooks:
        hook.remove()
    for name, output in outputs.items():
        model.get_submodule(name).output = output


def _quantized_layer(layer: Any, seen: _Seen, output: tuple[float, int] | None) -> QuantizedLayer:
    """Return the layer in 8 bits, with the evening and the range of least error."""
    weight, inputs = layer.weight.detach(), torch.cat(seen.inputs)
    by_input = weight.transpose(0, 1).flatten(1)
    best: tuple[float, Tensor | None, float, int] = (math.inf, None, 1.0, 0)
    for evenness in _EVENNESS:
        sizes = (seen.largest.clamp_min(1e-6) / by_input.abs().amax(1).clamp_min(1e-6)) ** evenness
        ratio = sizes / sizes.median()
        rows, importance = inputs / ratio, (by_input.pow(2).sum(1) * ratio**2)
        widened = weight * ratio.view((-1,) if weight.ndim == 2 else (1, -1, 1, 1))
        steps = weight_steps(widened).view(-1, *[1] * (weight.ndim - 1))
        lost = ((widened / steps).round() * steps - widened).transpose(0, 1).flatten(1).pow(2).sum(1)
        of_weights = float((rows.pow(2).mean(0) * lost).sum())
        evened = None if evenness == 0 else ratio
        for share in _SHARES:
            scale, zero = _range(share * min(0.0, float(rows.min())), share * max(0.0, float(rows.max())))
            rounded = torch.fake_quantize_per_tensor_affine(rows, scale, zero, 0, _LEVELS)
            error = of_weights + float(((rounded - rows).pow(2).mean(0) * importance).sum())
            if error < best[0]:
                best = error, evened, scale, zero
    return QuantizedLayer(layer, *best[1:], output)


def _range(low: float, high: float) -> tuple[float, int]:
    """Return step and level of 0 for the numbers from low <= 0 to high >= 0."""
    scale = max((high - low) / _LEVELS, 1e-12)
    return scale, min(_LEVELS, max(0, round(-low / scale)))


def _channels(x: Tensor, layer: Any) -> Tensor:
    """Return what goes into or comes out of a layer, [B, ..., C] or of a convolution [B, C, H, W], as [n, C]."""
    is_linear = layer.is_linear if isinstance(layer, QuantizedLayer) else isinstance(layer, nn.Linear)
    return (x if is_linear else x.movedim(1, -1)).flatten(0, -2)
