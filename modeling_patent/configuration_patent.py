"""Configuration of the patent models."""

from collections.abc import Sequence
from typing import Any

from transformers import AutoConfig, PretrainedConfig

LOSSES = ("hierarchical", "contrastive", "triplet", "arcface")
TEXT_LOSSES = (*LOSSES, "distribution_aware")
LEVELS = ("patent", "subclass", "main_class")
PAPER_TERMS = ("clip", "cls", "cat")
TERMS = (*PAPER_TERMS, "hierarchical")
POOLINGS = ("cls", "mean", "max_mean", "gem", "pooler")
PROJECTORS = ("none", "linear", "mlp", "norm_mlp", "norm_linear")

# Families whose first tokens stand for the whole picture, and those whose own trained pooling is to be kept.
_CLS_FAMILIES = ("vit", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "vit_mae", "beit")
_POOLER_FAMILIES = ("clip_vision_model", "siglip_vision_model", "chinese_clip_vision_model")
_POOLER_TEXT_FAMILIES = ("clip_text_model", "siglip_text_model", "siglip2_text_model")


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
        projector: "none" (D is the backbone's width), "linear", "mlp" (Linear, GELU, Linear; the hidden layer is as
            wide as the backbone), "norm_mlp" (BatchNorm, Linear, BatchNorm, ReLU, Linear), for backbones that are
            trained from random weights, or "norm_linear" (BatchNorm, Dropout, Linear, BatchNorm; the head of the
            public SwinV2-B + ArcFace record).
        projector_dropout: of "norm_linear".
        pooling: "cls" (class token), "mean", "max_mean" (both, side by side), "gem" (generalised mean, learnable
            exponent), or "pooler" (the family's own); None takes what the family was made for.
        pixel_mean, pixel_std: statistics of paper = 1, ink = 0 pictures that a pretrained backbone expects, one
            number a channel; None feeds the ink itself (paper 0, ink 1), right for a backbone trained from scratch.
        loss: "hierarchical", "contrastive", "triplet" or "arcface".
        relevance: h of the same patent, subclass and main class in the hierarchical loss (arXiv 2506.13496).
        loss_temperature: tau of the loss, for ArcFace 1 / scale; None takes 0.07, for ArcFace 1 / 30 ("temperature"
            alone is a word of text generation in transformers).
        normalization: "relevance", "count" or "none"; see `hierarchical_contrastive_loss`.
        loss_chunk_size: anchors taken at a time in the loss; None chooses.
        margin: of the triplet loss (cosine) or of ArcFace (radians); None takes 0.2 and 0.5.
        class_level: what ArcFace tells apart: "patent", "subclass" or "main_class".
        classes: how many of them there are in training; needed for ArcFace.
        subcenters: centres a class in ArcFace.
        head_codes: the Locarno codes that are "head", fitted on the training figures; all others are "tail".
        initializer_range: standard deviation of the projector's first weights.
        mirror: when not training, take the mean of the features of a figure and of its mirror image: many views of a
            design are mirror images of each other. Takes twice the time.
        scales: a figure is looked at once for each of these whole numbers, made smaller by it (means of square
            blocks), and the pooled features stand side by side: 1 sees how lines are drawn, 2 and more the shape. For
            backbones that take pictures of any size.

    Raises:
        ValueError: a value that is none of those; the message names it.
    """

    model_type = "patent_vision"
    sub_configs = {"vision_config": AutoConfig}  # noqa: RUF012 - the base class declares it so
    losses: tuple[str, ...] = LOSSES

    def __init__(
        self,
        vision_config: PretrainedConfig | dict[str, Any] | None = None,
        projection_dim: int = 256,
        projector: str = "linear",
        projector_dropout: float = 0.0,
        pooling: str | None = None,
        pixel_mean: list[float] | None = None,
        pixel_std: list[float] | None = None,
        loss: str = "hierarchical",
        relevance: Sequence[float] = (1.0, 0.35, 0.2),
        loss_temperature: float | None = None,
        normalization: str = "relevance",
        loss_chunk_size: int | None = None,
        margin: float | None = None,
        class_level: str = "patent",
        classes: int | None = None,
        subcenters: int = 1,
        head_codes: Sequence[str] | None = None,
        initializer_range: float = 0.02,
        mirror: bool = False,
        scales: Sequence[int] = (1,),
        **kwargs: Any,
    ) -> None:
        backbone: Any = {} if vision_config is None else vision_config
        if isinstance(backbone, dict):
            backbone = AutoConfig.for_model(**({"model_type": "vit"} | backbone))
        self.vision_config = backbone
        self.projection_dim = projection_dim
        self.projector = projector
        self.projector_dropout = projector_dropout
        self.pooling = pooling or default_pooling(backbone.model_type)
        self.pixel_mean = pixel_mean
        self.pixel_std = pixel_std
        self.loss = loss
        self.relevance = list(relevance)
        self.loss_temperature = (
            (1 / 30 if loss == "arcface" else 0.07) if loss_temperature is None else loss_temperature
        )
        self.normalization = normalization
        self.loss_chunk_size = loss_chunk_size
        self.margin = (0.5 if loss == "arcface" else 0.2) if margin is None else margin
        self.class_level = class_level
        self.classes = classes
        self.subcenters = subcenters
        self.head_codes = None if head_codes is None else sorted(head_codes)
        self.initializer_range = initializer_range
        self.mirror = mirror
        self.scales = list(scales)
        _choice("loss", loss, self.losses)
        _choice("pooling", self.pooling, POOLINGS)
        _choice("projector", projector, PROJECTORS)
        _choice("normalization", normalization, ("relevance", "count", "none"))
        _choice("class_level", class_level, LEVELS)
        if (pixel_mean is None) != (pixel_std is None):
            raise ValueError("pixel_mean and pixel_std go together")
        if len(self.relevance) != 3 or min(self.relevance) < 0:
            raise ValueError(f"relevance must be three numbers >= 0 (patent, subclass, main class), got {relevance!r}")
        if self.loss_temperature <= 0 or projection_dim < 1 or subcenters < 1:
            given = f"{self.loss_temperature}, {projection_dim}, {subcenters}"
            raise ValueError(f"loss_temperature, projection_dim and subcenters must be > 0, got {given}")
        if not self.scales or not all(isinstance(scale, int) and scale > 0 for scale in self.scales):
            raise ValueError(f"scales must be whole numbers > 0, at least one, got {scales!r}")
        if loss == "arcface" and not (classes or 0) > 0:
            raise ValueError("the loss arcface needs classes, the number of them in training")
        super().__init__(**kwargs)


class PatentVisionTextConfig(PatentVisionConfig):
    """What a `PatentVisionTextModel` is made of: a drawing encoder and a text encoder.

    Args:
        vision_config, ...: as in `PatentVisionConfig`, but loss is also "distribution_aware", its default.
        text_config: configuration of the text encoder, any transformers text family; CLIP's if not given.
        text_pooling: "pooler" (the family's own), "mean" (over the words) or "cls" (first token); None takes what the
            family was made for.
        text_projection: "none" (D is the text encoder's width), "frozen" (a linear layer of its checkpoint, as CLIP
            has), or "trained" (a new linear layer).
        freeze_text: keep the text encoder as it is, as arXiv 2404.19360 does.
        terms: the terms of the distribution-aware loss that are on: "clip" (Eq. 1), "cls" and "cat" (Eq. 2), and beyond
            the paper "hierarchical": the hierarchical loss of the drawings alone, weighted like the others (Eq. 3).
        language_weight: lambda of the symmetric image-text loss that is added to any other loss (arXiv 2506.13496:
            0.2); 0 leaves it out.

    Raises:
        ValueError: a value that is none of those; the message names it.
    """

    model_type = "patent_vision_text"
    sub_configs = {"vision_config": AutoConfig, "text_config": AutoConfig}  # noqa: RUF012
    losses = TEXT_LOSSES

    def __init__(
        self,
        vision_config: PretrainedConfig | dict[str, Any] | None = None,
        text_config: PretrainedConfig | dict[str, Any] | None = None,
        text_pooling: str | None = None,
        text_projection: str = "none",
        freeze_text: bool = True,
        terms: Sequence[str] = PAPER_TERMS,
        language_weight: float = 0.0,
        loss: str = "distribution_aware",
        **kwargs: Any,
    ) -> None:
        tower: Any = {} if text_config is None else text_config
        if isinstance(tower, dict):
            tower = AutoConfig.for_model(**({"model_type": "clip_text_model"} | tower))
        self.text_config = tower
        family = "pooler" if tower.model_type in _POOLER_TEXT_FAMILIES else "mean"
        self.text_pooling = text_pooling or family
        self.text_projection = text_projection
        self.freeze_text = freeze_text
        self.terms = list(terms)
        self.language_weight = language_weight
        _choice("text_pooling", self.text_pooling, ("pooler", "mean", "cls"))
        _choice("text_projection", text_projection, ("none", "frozen", "trained"))
        for term in self.terms:
            _choice("term", term, TERMS)
        if language_weight < 0 or not self.terms:
            raise ValueError(
                f"language_weight must be 0 or more and terms at least one, got {language_weight}, {terms}"
            )
        if (
            text_projection == "none"
            and kwargs.setdefault("projection_dim", int(tower.hidden_size)) != tower.hidden_size
        ):
            given = f"projection_dim {kwargs['projection_dim']}, text encoder {tower.hidden_size}"
            raise ValueError(f"without a text_projection vectors are as wide as the text encoder's: {given}")
        super().__init__(vision_config, loss=loss, **kwargs)
