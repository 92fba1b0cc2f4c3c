"""Models that turn drawings into unit vectors: a transformers vision backbone, pooling and a projector."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel, PretrainedConfig, PreTrainedModel
from transformers.utils import ModelOutput, logging

from .backbones_patent import load_backbone, take_weights
from .configuration_patent import PatentVisionConfig
from .layers_patent import (
    ClassCenters,
    GeneralizedMean,
    init_small_module,
    make_projector,
    pooled_width,
    prefix_tokens,
)
from .losses_patent import (
    arcface_loss,
    contrastive_loss,
    hierarchical_contrastive_loss,
    triplet_loss,
)

logger = logging.get_logger(__name__)


@dataclass
class PatentVisionOutput(ModelOutput):
    """What a patent model returns.

    Attributes:
        loss: scalar, if labels were given.
        loss_terms: the parts of the loss by name, detached scalars.
        image_embeds: unit rows [B, D].
        text_embeds: unit rows [B, D], where the model has a text encoder and texts were given.
    """

    loss: Tensor | None = None
    loss_terms: dict[str, Tensor] | None = None
    image_embeds: Tensor | None = None
    text_embeds: Tensor | None = None


class PatentPreTrainedModel(PreTrainedModel):
    """Base of the patent models: weights, saving, loading."""

    config_class: type[PatentVisionConfig] = PatentVisionConfig
    base_model_prefix = "patent"
    main_input_name = "pixel_values"
    input_modalities: tuple[str, ...] = ("image",)
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    # Losses are means over a batch: the Trainer must not take them for sums over all accumulated batches.
    accepts_loss_kwargs = False

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        super()._init_weights(module)
        init_small_module(module)

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
        self.gem = GeneralizedMean() if config.pooling == "gem" else None
        width = pooled_width(config.vision_config, config.pooling, config.scales)
        self.projector = make_projector(config.projector, width, config.projection_dim, config.projector_dropout)
        if config.loss == "arcface" and config.classes:
            self.centers = ClassCenters(config.classes, config.subcenters, config.projection_dim)
        if type(self) is PatentVisionModel:  # a class that builds on this one calls it when it is whole
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
        vision_config, tower, statistics = load_backbone(backbone, revision, config.get("pixel_mean") is None)
        model = cls(PatentVisionConfig(vision_config, **(config | statistics)))
        if tower is not None:
            take_weights(model.backbone, tower)
        return model

    def train(self, mode: bool = True) -> "PatentVisionModel":
        """Set training mode; batch normalisation of the backbone whose weights are frozen keeps its statistics too.

        They belong to the frozen weights, as under an adapter (`add_lora`), which is saved without them.
        """
        super().train(mode)
        for module in self.backbone.modules():
            frozen = isinstance(module, nn.modules.batchnorm._BatchNorm) and module.affine
            if frozen and not module.weight.requires_grad:
                module.eval()
        return self

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
        """Return the pooled features [B, W] of ink [B, 1, H, W], before the projector.

        See `mirror` and `scales` of the configuration.

        Raises:
            ValueError: height and width are no multiples of a scale.
        """
        pixels = self.ink_to_pixels(pixel_values)
        if self.config.mirror and not self.training:
            return (self._pool_scales(pixels) + self._pool_scales(pixels.flip(-1))) / 2
        return self._pool_scales(pixels)

    def _pool_scales(self, pixels: Tensor) -> Tensor:
        height, width = pixels.shape[-2:]
        for scale in self.config.scales:
            if height % scale or width % scale:
                raise ValueError(f"figures of {height} x {width} pixels cannot be made smaller by the scale {scale}")
        parts = [self._pool(pixels if k == 1 else F.avg_pool2d(pixels, k)) for k in self.config.scales]
        return parts[0] if len(parts) == 1 else torch.cat(parts, dim=1)

    def _pool(self, pixels: Tensor) -> Tensor:
        output = self.backbone(pixel_values=pixels)
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

    def hierarchical_loss(self, image_embeds: Tensor, labels: dict[str, Tensor]) -> Tensor:
        """Return the hierarchical loss of a batch; arguments as in `batch_loss`."""
        config = self.config
        return hierarchical_contrastive_loss(
            image_embeds,
            labels["patent_ids"],
            labels["subclasses"],
            labels["main_classes"],
            tuple(config.relevance),
            config.loss_temperature,
            config.normalization,
            config.loss_chunk_size,
        )

    def batch_loss(
        self, image_embeds: Tensor, labels: dict[str, Tensor], text_embeds: Tensor | None = None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the loss of a batch, and the values of its terms by name.

        Args:
            image_embeds: unit rows [N, D].
            labels: patent_ids, subclasses and main_classes [N], -1 = unknown.
            text_embeds: unit rows [N, D]; not used here.
        """
        config, patents = self.config, labels["patent_ids"]
        if config.loss == "contrastive":
            loss = contrastive_loss(image_embeds, patents, config.loss_temperature, config.loss_chunk_size)
        elif config.loss == "triplet":
            loss = triplet_loss(image_embeds, patents, config.margin, config.loss_chunk_size)
        elif config.loss == "arcface":
            classes = labels[
                {"patent": "patent_ids", "subclass": "subclasses", "main_class": "main_classes"}[config.class_level]
            ]
            loss = arcface_loss(image_embeds, self.centers(), classes, 1 / config.loss_temperature, config.margin)
        else:
            loss = self.hierarchical_loss(image_embeds, labels)
        return loss, {config.loss: loss.detach()}

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
        labels = {"patent_ids": patent_ids, "subclasses": subclasses, "main_classes": main_classes}
        return self.take_loss(image_embeds, None, labels, gather, return_loss, return_dict)

    def take_loss(
        self,
        image_embeds: Tensor,
        text_embeds: Tensor | None,
        labels: dict[str, Tensor | None],
        gather: Callable[[Tensor], Tensor] | None,
        return_loss: bool = True,
        return_dict: bool | None = None,
    ) -> PatentVisionOutput | tuple[Any, ...]:
        """Return vectors, and their loss where patents are known; arguments as in `forward` and `batch_loss`."""
        loss, terms, patent_ids = None, None, labels["patent_ids"]
        if return_loss and patent_ids is not None:
            unknown = torch.full_like(patent_ids, -1)
            columns = {name: unknown if label is None else label for name, label in labels.items()}
            rows, texts = image_embeds, text_embeds
            if gather is not None:
                rows, texts = gather(rows), None if texts is None else gather(texts)
                columns = {name: gather(label) for name, label in columns.items()}
            loss, terms = self.batch_loss(rows, columns, texts)
        output = PatentVisionOutput(loss, terms, image_embeds, text_embeds)
        return output.to_tuple() if return_dict is False else output


def _pooler_parameters(backbone: nn.Module) -> list[Tensor]:
    pooler = getattr(backbone, "pooler", None)
    return list(pooler.parameters()) if isinstance(pooler, nn.Module) else []
