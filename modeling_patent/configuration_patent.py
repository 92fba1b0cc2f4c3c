"""Configuration of the patent models."""

from typing import Any

from transformers import AutoConfig, PretrainedConfig

LOSSES = ("hierarchical", "contrastive")
POOLINGS = ("cls", "mean", "max_mean", "gem", "pooler")
PROJECTORS = ("linear", "mlp", "norm_mlp")

# Families whose first tokens stand for the whole picture, and those whose own trained pooling is to be kept.
_CLS_FAMILIES = ("vit", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "ijepa", "vit_mae", "beit")
_POOLER_FAMILIES = ("clip_vision_model", "siglip_vision_model", "siglip2_vision_model", "chinese_clip_vision_model")


def default_pooling(model_type: str) -> str:
    """Return the pooling that a backbone family was made for: its class token, its own pooler, or the mean."""
    if model_type in _POOLER_FAMILIES:
        return "pooler"
    return "cls" if model_type in _CLS_FAMILIES else "mean"


def _choice(name: str, value: Any, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"unknown {name} {value!r} (one of {', '.join(allowed)})")


class PatentVisionConfig(PretrainedConfig):
    """What a `PatentVisionModel` is made of.

    Args:
        vision_config: configuration of the backbone, any transformers vision family; ViT-Base if not given.
        projection_dim: width D of the vectors.
        projector: "linear"; "mlp" (Linear, GELU, Linear; the hidden layer is as wide as the backbone); or "norm_mlp"
            (BatchNorm, Linear, BatchNorm, ReLU, Linear), for backbones that are trained from random weights.
        pooling: "cls" (class token), "mean", "max_mean" (both, side by side), "gem" (generalised mean, learnable
            exponent), or "pooler" (the family's own); None takes what the family was made for.
        pixel_mean, pixel_std: statistics of paper = 1, ink = 0 pictures that a pretrained backbone expects, one
            number a channel; None feeds the ink itself (paper 0, ink 1), right for a backbone trained from scratch.
        loss: "hierarchical" or "contrastive".
        relevance: h of the same patent, subclass and main class in the hierarchical loss (arXiv 2506.13496).
        loss_temperature: tau of the loss ("temperature" alone is a word of text generation in transformers).
        normalization: "relevance", "count" or "none"; see `hierarchical_contrastive_loss`.
        loss_chunk_size: anchors taken at a time in the loss; None takes all.
        initializer_range: standard deviation of the projector's first weights.

    Raises:
        ValueError: a value that is none of those; the message names it.
    """

    model_type = "patent_vision"
    sub_configs = {"vision_config": AutoConfig}  # noqa: RUF012 - the base class declares it so

    def __init__(
        self,
        vision_config: PretrainedConfig | dict[str, Any] | None = None,
        projection_dim: int = 256,
        projector: str = "linear",
        pooling: str | None = None,
        pixel_mean: list[float] | None = None,
        pixel_std: list[float] | None = None,
        loss: str = "hierarchical",
        relevance: tuple[float, float, float] | list[float] = (1.0, 0.35, 0.2),
        loss_temperature: float = 0.07,
        normalization: str = "relevance",
        loss_chunk_size: int | None = None,
        initializer_range: float = 0.02,
        **kwargs: Any,
    ) -> None:
        backbone: Any = {} if vision_config is None else vision_config
        if isinstance(backbone, dict):
            backbone = AutoConfig.for_model(**({"model_type": "vit"} | backbone))
        self.vision_config = backbone
        self.projection_dim = projection_dim
        self.projector = projector
        self.pooling = pooling or default_pooling(backbone.model_type)
        self.pixel_mean = pixel_mean
        self.pixel_std = pixel_std
        self.loss = loss
        self.relevance = list(relevance)
        self.loss_temperature = loss_temperature
        self.normalization = normalization
        self.loss_chunk_size = loss_chunk_size
        self.initializer_range = initializer_range
        _choice("loss", loss, LOSSES)
        _choice("pooling", self.pooling, POOLINGS)
        _choice("projector", projector, PROJECTORS)
        _choice("normalization", normalization, ("relevance", "count", "none"))
        if (pixel_mean is None) != (pixel_std is None):
            raise ValueError("pixel_mean and pixel_std go together")
        if len(self.relevance) != 3 or min(self.relevance) < 0:
            raise ValueError(f"relevance must be three numbers >= 0 (patent, subclass, main class), got {relevance!r}")
        if loss_temperature <= 0 or projection_dim < 1:
            raise ValueError(
                f"loss_temperature and projection_dim must be > 0, got {loss_temperature}, {projection_dim}"
            )
        super().__init__(**kwargs)
