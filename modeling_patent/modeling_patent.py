"""Models that turn drawings into unit vectors: a transformers vision backbone, pooling and a projector."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import MODEL_MAPPING, AutoConfig, AutoImageProcessor, AutoModel, PretrainedConfig, PreTrainedModel
from transformers import initialization as init
from transformers.utils import ModelOutput, logging

from .configuration_patent import PatentVisionConfig
from .losses_patent import contrastive_loss, hierarchical_contrastive_loss

logger = logging.get_logger(__name__)


@dataclass
class PatentVisionOutput(ModelOutput):
    """What a patent model returns.

    Attributes:
        loss: scalar, if labels were given.
        loss_terms: the parts of the loss by name, detached scalars.
        image_embeds: unit rows [B, D].
    """

    loss: Tensor | None = None
    loss_terms: dict[str, Tensor] | None = None
    image_embeds: Tensor | None = None


def backbone_width(config: PretrainedConfig) -> int:
    """Return the number of channels of a backbone's last features."""
    if config.model_type == "efficientnet":
        return int(config.hidden_dim)
    if getattr(config, "hidden_sizes", None):  # ResNet, ConvNeXt
        return int(config.hidden_sizes[-1])
    return int(config.hidden_size)


def prefix_tokens(config: PretrainedConfig) -> int:
    """Return how many tokens of a backbone's sequence stand before its patches."""
    if config.model_type in ("swin", "swinv2", "siglip_vision_model", "siglip2_vision_model", "ijepa"):
        return 0
    return 1 + int(getattr(config, "num_register_tokens", 0) or 0)


class GeneralizedMean(nn.Module):
    """Generalised mean over places, (mean x^p)^(1/p), with a learnable exponent (GeM; arXiv 1711.02512)."""

    def __init__(self) -> None:
        super().__init__()
        self.exponent = nn.Parameter(torch.tensor(3.0))

    def forward(self, features: Tensor) -> Tensor:
        """Pool features [B, T, C] to [B, C]."""
        return features.float().clamp_min(1e-6).pow(self.exponent).mean(dim=1).pow(1 / self.exponent)


def _projector(kind: str, width: int, dim: int) -> nn.Module:
    if kind == "linear":
        return nn.Linear(width, dim)
    if kind == "mlp":
        return nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, dim))
    # Pooled features are all positive, and so nearly parallel: centring them is what lets a random start learn.
    hidden = [nn.BatchNorm1d(width), nn.Linear(width, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()]
    return nn.Sequential(*hidden, nn.Linear(width, dim))


class PatentPreTrainedModel(PreTrainedModel):
    """Base of the patent models: weights, saving, loading."""

    config_class = PatentVisionConfig
    base_model_prefix = "patent"
    main_input_name = "pixel_values"
    input_modalities = ("image",)
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    # Losses are means over a batch: the Trainer must not take them for sums over all accumulated batches.
    accepts_loss_kwargs = False

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        if isinstance(module, GeneralizedMean):
            init.constant_(module.exponent, 3.0)

    def save_pretrained(self, save_directory: str | os.PathLike[str], **kwargs: Any) -> None:
        """Save weights and configuration as transformers does, with the names that the modules have here.

        The library would write some backbones (ViT, Swin, DINOv2) under their historic names, which its Trainer then
        does not find when it resumes or loads the best checkpoint (transformers issues 43701, 48805).
        """
        kwargs.setdefault("save_original_format", False)
        super().save_pretrained(save_directory, **kwargs)


class PatentVisionModel(PatentPreTrainedModel):
    """A drawing encoder: any transformers vision backbone, pooled and projected to unit vectors.

    >>> from transformers import ResNetConfig
    >>> backbone = ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1])
    >>> model = PatentVisionModel(PatentVisionConfig(backbone, projection_dim=4)).eval()
    >>> model.embed_images(torch.rand(2, 1, 32, 32)).shape
    torch.Size([2, 4])
    """

    def __init__(self, config: PatentVisionConfig) -> None:
        super().__init__(config)
        self.backbone = AutoModel.from_config(config.vision_config)
        if config.pooling != "pooler" and any(True for _ in _pooler_parameters(self.backbone)):
            self.backbone.pooler = None  # an unused pooler would be saved, and would wait for gradients
        width = backbone_width(config.vision_config)
        self.gem = GeneralizedMean() if config.pooling == "gem" else None
        self.projector = _projector(
            config.projector, 2 * width if config.pooling == "max_mean" else width, config.projection_dim
        )
        self.post_init()

    @classmethod
    def from_backbone(
        cls, backbone: str | os.PathLike[str] | PretrainedConfig, revision: str | None = None, **config: Any
    ) -> "PatentVisionModel":
        """Build a model on a backbone.

        Args:
            backbone: a Hub id or a folder (its pretrained weights are loaded), or a transformers configuration
                (random weights, with a warning).
            revision: of the Hub id.
            **config: arguments of `PatentVisionConfig`. Where pixel_mean and pixel_std are not given, those of the
                backbone's own image processor are taken.

        Raises:
            ValueError: the backbone is no vision model of transformers.
            OSError: there is no such folder or Hub id.
        """
        if isinstance(backbone, PretrainedConfig):
            vision_config = getattr(backbone, "vision_config", backbone)
            logger.warning("The %s backbone starts from random weights.", vision_config.model_type)
            if vision_config.model_type == "efficientnet" and vision_config.initializer_range < 0.1:
                logger.warning("A random EfficientNet with initializer_range 0.02 gives zeros: load a pretrained one.")
            return cls(PatentVisionConfig(vision_config, **config))
        name = os.fspath(backbone)
        full = AutoConfig.from_pretrained(name, revision=revision)
        if full.model_type.startswith("patent_"):
            raise ValueError(f"{name} is a patent model already: load it with AutoModel.from_pretrained")
        vision_config = getattr(full, "vision_config", full)
        if type(vision_config) not in MODEL_MAPPING:
            raise ValueError(f"{name}: {vision_config.model_type!r} is no vision backbone of transformers")
        if config.get("pixel_mean") is None:
            config |= _pixel_statistics(name, revision)
        weights = MODEL_MAPPING[type(vision_config)].from_pretrained(name, revision=revision)
        model = cls(PatentVisionConfig(vision_config, **config))
        missing, _ = model.backbone.load_state_dict(weights.state_dict(), strict=False)
        if missing:
            raise ValueError(f"{name} lacks the weights {', '.join(missing[:3])} ...")
        return model

    def ink_to_pixels(self, pixel_values: Tensor) -> Tensor:
        """Return what the backbone takes [B, C, H, W] of ink [B, 1, H, W] (uint8, or 0..1).

        One channel of ink is turned to the backbone's statistics and shown to all its channels without a copy.
        Pictures that have the backbone's several channels already pass as they are.
        """
        channels = getattr(self.config.vision_config, "num_channels", 3)
        if pixel_values.ndim != 4 or pixel_values.shape[1] not in (1, channels):
            raise ValueError(f"pixel_values [B, 1, H, W] wanted (1 = ink), got {tuple(pixel_values.shape)}")
        if pixel_values.dtype == torch.uint8:
            pixel_values = pixel_values.to(torch.float32) / 255
        pixel_values = pixel_values.to(self.dtype)
        if pixel_values.shape[1] == channels > 1:
            return pixel_values
        if self.config.pixel_mean is None:
            return pixel_values.expand(-1, channels, -1, -1)
        shape = (1, -1, 1, 1)
        mean = torch.tensor(self.config.pixel_mean, dtype=self.dtype, device=pixel_values.device).view(shape)
        std = torch.tensor(self.config.pixel_std, dtype=self.dtype, device=pixel_values.device).view(shape)
        return (1 - pixel_values - mean) / std

    def pool(self, pixel_values: Tensor) -> Tensor:
        """Return the pooled features [B, W] of ink [B, 1, H, W], before the projector."""
        output = self.backbone(pixel_values=self.ink_to_pixels(pixel_values))
        pooling = self.config.pooling
        features: Tensor = output.last_hidden_state
        if pooling == "pooler":
            pooled: Tensor = output.pooler_output
            return pooled.flatten(1)
        if pooling == "cls":
            return features[:, 0]
        if features.ndim == 4:
            features = features.flatten(2).transpose(1, 2)
        else:
            features = features[:, prefix_tokens(self.config.vision_config) :]
        if self.gem is not None:
            features = self.gem(features).to(features.dtype)
            return features
        mean = features.mean(dim=1)
        return torch.cat([features.amax(dim=1), mean], dim=1) if pooling == "max_mean" else mean

    def embed_images(self, pixel_values: Tensor) -> Tensor:
        """Return unit vectors [B, D] of ink [B, 1, H, W] (uint8, or float in 0..1; 1 = ink)."""
        return F.normalize(self.projector(self.pool(pixel_values)).float(), dim=-1)

    def loss_terms(
        self, image_embeds: Tensor, patent_ids: Tensor, subclasses: Tensor, main_classes: Tensor
    ) -> dict[str, Tensor]:
        """Return the terms whose sum is the loss, by name: unit rows [N, D] and labels [N] in, scalars out."""
        config = self.config
        if config.loss == "contrastive":
            value = contrastive_loss(image_embeds, patent_ids, config.loss_temperature, config.loss_chunk_size)
        else:
            value = hierarchical_contrastive_loss(
                image_embeds,
                patent_ids,
                subclasses,
                main_classes,
                tuple(config.relevance),
                config.loss_temperature,
                config.normalization,
                config.loss_chunk_size,
            )
        return {config.loss: value}

    def forward(
        self,
        pixel_values: Tensor,
        patent_ids: Tensor | None = None,
        subclasses: Tensor | None = None,
        main_classes: Tensor | None = None,
        gather: Callable[[Tensor], Tensor] | None = None,
        return_loss: bool = True,
        return_dict: bool | None = None,
    ) -> PatentVisionOutput | tuple[Any, ...]:
        """Embed drawings, and take the loss where patents are known.

        Args:
            pixel_values: ink [B, 1, H, W], uint8 or float in 0..1; 1 = ink.
            patent_ids: integers [B], -1 = unknown; without them there is no loss.
            subclasses, main_classes: integers [B], -1 = unknown; all unknown if not given.
            gather: a function from the rows of this process to the rows of all processes, so that the loss sees the
                whole batch (the trainer gives one).
            return_loss: False leaves the loss out.
            return_dict: False returns a tuple.
        """
        image_embeds = self.embed_images(pixel_values)
        loss, terms = None, None
        if return_loss and patent_ids is not None:
            unknown = torch.full_like(patent_ids, -1)
            labels = [patent_ids] + [unknown if label is None else label for label in (subclasses, main_classes)]
            rows = [image_embeds, *labels]
            terms = self.loss_terms(*(rows if gather is None else map(gather, rows)))
            loss = torch.stack(list(terms.values())).sum()
            terms = {name: value.detach() for name, value in terms.items()}
        output = PatentVisionOutput(loss=loss, loss_terms=terms, image_embeds=image_embeds)
        return output.to_tuple() if return_dict is False else output


def _pooler_parameters(backbone: nn.Module) -> list[Tensor]:
    pooler = getattr(backbone, "pooler", None)
    return list(pooler.parameters()) if isinstance(pooler, nn.Module) else []


def _pixel_statistics(name: str, revision: str | None) -> dict[str, list[float]]:
    """Return pixel_mean and pixel_std of a backbone's image processor; 0.5 where it ships none."""
    try:
        processor = AutoImageProcessor.from_pretrained(name, revision=revision)
    except (OSError, ValueError):
        logger.warning("%s has no image processor: pictures are normalised with mean 0.5 and deviation 0.5.", name)
        return {"pixel_mean": [0.5] * 3, "pixel_std": [0.5] * 3}
    return {"pixel_mean": list(processor.image_mean), "pixel_std": list(processor.image_std)}
