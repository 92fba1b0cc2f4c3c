"""Small modules of the patent models: projectors, pooling, and what a loss learns besides the encoder.

A learnable number of a loss is a module of its own, not a bare parameter: so it is initialised like other modules when
a checkpoint lacks it, and PEFT can save it beside an adapter.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from transformers import PretrainedConfig
from transformers import initialization as init

LOG_SCALE_MAX = math.log(100.0)


def backbone_width(config: PretrainedConfig) -> int:
    """Return the number of channels of a backbone's last features."""
    if config.model_type == "efficientnet":
        return int(config.hidden_dim)
    if getattr(config, "hidden_sizes", None):  # ResNet, ConvNeXt
        return int(config.hidden_sizes[-1])
    return int(config.hidden_size)


def pooled_width(config: PretrainedConfig, pooling: str | None, scales: Sequence[int]) -> int:
    """Return how many numbers the pooled features of a backbone are."""
    return backbone_width(config) * (2 if pooling == "max_mean" else 1) * len(scales)


def prefix_tokens(config: PretrainedConfig) -> int:
    """Return how many tokens of a backbone's sequence stand before its patches."""
    if config.model_type in ("swin", "swinv2", "siglip_vision_model", "ijepa"):
        return 0
    if config.model_type == "deit":  # class and distillation
        return 2
    return 1 + int(getattr(config, "num_register_tokens", 0) or 0)


class GeneralizedMean(nn.Module):
    """Generalised mean over places, (mean x^p)^(1/p), with a learnable exponent (GeM; arXiv 1711.02512)."""

    def __init__(self) -> None:
        super().__init__()
        self.exponent = nn.Parameter(torch.tensor(3.0))

    def forward(self, features: Tensor) -> Tensor:
        """Pool features [B, T, C] to [B, C]."""
        return features.float().clamp_min(1e-6).pow(self.exponent).mean(dim=1).pow(1 / self.exponent)


class Temperature(nn.Module):
    """A learnable temperature, held as the logarithm of 1 / tau; 1 / tau is at most 100 (CLIP, arXiv 2103.00020)."""

    def __init__(self, tau: float) -> None:
        super().__init__()
        self.initial = math.log(1 / tau)
        self.logit_scale = nn.Parameter(torch.tensor(self.initial))

    def forward(self) -> Tensor:
        """Return 1 / tau, a scalar. Past the bound the gradient still passes, so that it can come back."""
        bounded = self.logit_scale + (self.logit_scale.clamp(max=LOG_SCALE_MAX) - self.logit_scale).detach()
        return bounded.exp()


class LogVariances(nn.Module):
    """One learnable log variance a loss term, 0 at first (arXiv 2404.19360, Eq. 3)."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names
        self.values = nn.Parameter(torch.zeros(len(names)))

    def forward(self) -> dict[str, Tensor]:
        """Return the log variances by name, scalars."""
        return dict(zip(self.names, self.values.unbind(), strict=True))


class ClassCenters(nn.Module):
    """The centres of ArcFace, [C, K, D]: K sub-centres for each of C classes."""

    def __init__(self, classes: int, subcenters: int, dim: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(classes, subcenters, dim) / math.sqrt(dim))

    def forward(self) -> Tensor:
        """Return the centres [C, K, D]."""
        return self.weight


def init_small_module(module: nn.Module) -> None:
    """Give a module of this file its first values, where they were not loaded."""
    if isinstance(module, GeneralizedMean):
        init.constant_(module.exponent, 3.0)
    elif isinstance(module, Temperature):
        init.constant_(module.logit_scale, module.initial)
    elif isinstance(module, LogVariances):
        init.zeros_(module.values)
    elif isinstance(module, ClassCenters):
        init.normal_(module.weight, std=1 / math.sqrt(module.weight.shape[-1]))


def make_projector(kind: str, width: int, dim: int, dropout: float = 0.0) -> nn.Module:
    """Build a projector from pooled features [B, width] to vectors [B, dim]; its kinds: `PatentVisionConfig`."""
    if kind == "none":
        if width != dim:
            raise ValueError(f"projector 'none' keeps the width {width}: projection_dim cannot be {dim}")
        return nn.Identity()
    if kind == "linear":
        return nn.Linear(width, dim)
    if kind == "mlp":
        return nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, dim))
    if kind == "norm_linear":
        return nn.Sequential(nn.BatchNorm1d(width), nn.Dropout(dropout), nn.Linear(width, dim), nn.BatchNorm1d(dim))
    # Pooled features are all positive, and so nearly parallel: centring them is what lets a random start learn.
    hidden = [nn.BatchNorm1d(width), nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Linear(width, dim))
