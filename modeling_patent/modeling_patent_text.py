"""A drawing encoder beside a text encoder: trained with the words that are known of a drawing, searched with words."""

import math
import os
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PretrainedConfig

from .backbones_patent import SIGLIP_TEXT, load_backbone, load_text_tower, take_weights, text_class
from .configuration_patent import PatentVisionConfig, PatentVisionTextConfig
from .layers_patent import LogVariances, Temperature, pooled_width
from .losses_patent import grouped_image_text_loss, image_to_text_loss, uncertainty_weighted_sum
from .modeling_patent import PatentVisionModel, PatentVisionOutput


class PatentVisionTextModel(PatentVisionModel):
    """A drawing encoder and a text encoder whose unit vectors are compared (arXiv 2404.19360).

    The text encoder stays as it is (`freeze_text`), so texts can be encoded once, and their vectors given as
    `text_embeds` in training.

    >>> from transformers import BertConfig, ResNetConfig
    >>> vision = ResNetConfig(num_channels=1, embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1])
    >>> text = BertConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8, vocab_size=9)
    >>> model = PatentVisionTextModel(PatentVisionTextConfig(vision, text)).eval()
    >>> model.embed_texts(torch.tensor([[1, 2, 3]])).shape
    torch.Size([1, 8])
    """

    config_class: type[PatentVisionConfig] = PatentVisionTextConfig
    input_modalities: tuple[str, ...] = ("image", "text")

    def __init__(self, config: PatentVisionTextConfig) -> None:
        super().__init__(config)
        self.text_model = text_class(config.text_config, "the text encoder")._from_config(config.text_config)
        if config.text_pooling != "pooler" and isinstance(getattr(self.text_model, "pooler", None), nn.Module):
            self.text_model.pooler = None  # an unused pooler would be saved, and would wait for gradients
        width = int(config.text_config.hidden_size)
        trained = config.text_projection != "none"
        self.text_projection = nn.Linear(width, config.projection_dim, bias=False) if trained else None
        self.temperature = Temperature(config.loss_temperature)
        if config.loss == "distribution_aware":
            self.log_variances = LogVariances(config.terms)
        self.post_init()
        self.freeze()

    def freeze(self) -> None:
        """Keep out of training what the configuration freezes, and all of the text side where no loss takes texts."""
        unused = self.config.loss != "distribution_aware" and self.config.language_weight == 0
        if self.config.freeze_text or unused:
            self.text_model.requires_grad_(False)
        if self.text_projection is not None and (self.config.text_projection == "frozen" or unused):
            self.text_projection.requires_grad_(False)
        if unused:
            self.temperature.requires_grad_(False)

    @classmethod
    def from_pretrained(cls, *arguments: Any, **options: Any) -> Any:
        """Load a model as transformers does, with its text encoder frozen where the configuration says so."""
        loaded = super().from_pretrained(*arguments, **options)
        model = loaded[0] if isinstance(loaded, tuple) else loaded  # output_loading_info=True
        model.freeze()
        return loaded

    @classmethod
    def from_backbone(cls, *arguments: Any, **config: Any) -> "PatentVisionTextModel":
        """Raise: this model has two backbones.

        Raises:
            TypeError: always; it names `from_backbones`.
        """
        raise TypeError("a PatentVisionTextModel has two backbones: use from_backbones(vision, text)")

    @classmethod
    def from_backbones(
        cls,
        vision: str | os.PathLike[str] | PretrainedConfig,
        text: str | os.PathLike[str] | PretrainedConfig,
        projection_dim: int | None = None,
        loss: str = "distribution_aware",
        freeze_text: bool = True,
        vision_revision: str | None = None,
        text_revision: str | None = None,
        **config: Any,
    ) -> "PatentVisionTextModel":
        """Build a model on a vision and a text backbone.

        Of a whole CLIP checkpoint its projections and its temperature are taken too: with the same checkpoint on both
        sides the model is CLIP itself, to be used as it is (zero-shot) or trained on.

        Args:
            vision, text: Hub ids or folders (their pretrained weights are loaded), or transformers configurations
                (random weights, with a warning).
            projection_dim: width D of the vectors. None takes that of the text encoder's vectors, which can then stay
                frozen whole; with another one a linear layer on the text side is trained.
            loss: "distribution_aware", or a loss of `PatentVisionConfig` (with language_weight for its text term).
            freeze_text: keep the text encoder as it is.
            vision_revision, text_revision: of the Hub ids.
            **config: further arguments of `PatentVisionTextConfig`. Where no projector is named, CLIP's own is taken,
                none where the widths are equal, and an MLP where they differ (arXiv 2404.19360).

        Raises:
            ValueError: a backbone is of no such family of transformers.
            OSError: there is no such folder or Hub id.
        """
        vision_config, tower, statistics = load_backbone(vision, vision_revision, config.get("pixel_mean") is None)
        text_config, text_tower, clip = load_text_tower(text, text_revision)
        name = None if isinstance(text, PretrainedConfig) else os.fspath(text)
        same = clip is not None and not isinstance(vision, PretrainedConfig) and os.fspath(vision) == name
        own_dim = int(text_config.hidden_size) if clip is None else int(clip.config.projection_dim)
        dim = projection_dim or own_dim
        if dim != own_dim:
            config["text_projection"] = "trained"
        elif clip is not None:
            config["text_projection"] = "frozen" if freeze_text else "trained"
        words_only = loss == "distribution_aware" and "hierarchical" not in config.get("terms", ())
        if same and clip is not None and words_only:
            config.setdefault("loss_temperature", math.exp(-clip.logit_scale.item()))
        pooled = pooled_width(vision_config, config.get("pooling"), config.get("scales", (1,)))
        default = "linear" if same and dim == own_dim else "none" if pooled == dim else "mlp"
        config.setdefault("projector", default)
        model = cls(PatentVisionTextConfig(
            vision_config, text_config, projection_dim=dim, loss=loss, freeze_text=freeze_text, **(config | statistics),
        ))  # fmt: skip
        if tower is not None:
            take_weights(model.backbone, tower)
        if text_tower is not None:
            take_weights(model.text_model, text_tower)
        if clip is not None and dim == own_dim:
            take_weights(model.text_projection, clip.text_projection)  # type: ignore[arg-type]
            if same and isinstance(model.projector, nn.Linear) and model.config.pooling == "pooler":
                with torch.no_grad():
                    model.projector.weight.copy_(clip.visual_projection.weight)
                    model.projector.bias.zero_()
        if same and clip is not None and not words_only:  # loss_temperature is that of the drawings' own loss
            with torch.no_grad():
                model.temperature.logit_scale.copy_(clip.logit_scale)
        return model

    def train(self, mode: bool = True) -> "PatentVisionTextModel":
        """Set training mode; a frozen text encoder stays in evaluation mode."""
        super().train(mode)
        if self.config.freeze_text:
            self.text_model.eval()
        return self

    def text_features(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Return what the text encoder gives [B, W]: of a frozen one, what can be kept and given as `text_embeds`.

        Args:
            input_ids: integers [B, T].
            attention_mask: 1 = word, 0 = padding [B, T]; all words if not given.
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        if type(self.config.text_config) in SIGLIP_TEXT:
            input_ids = _full_length(input_ids, mask, self.config.text_config)
            mask = torch.ones_like(input_ids)
        output = self.text_model(input_ids=input_ids, attention_mask=mask)
        if self.config.text_pooling == "pooler":
            features: Tensor = output.pooler_output
        elif self.config.text_pooling == "cls":
            features = output.last_hidden_state[:, 0]
        else:
            weights = mask.to(output.last_hidden_state.dtype)[..., None]
            features = (output.last_hidden_state * weights).sum(dim=1) / weights.sum(dim=1).clamp_min(1)
        if self.config.text_projection == "frozen" and self.text_projection is not None:
            features = self.text_projection(features)
        return features

    def finish_texts(self, features: Tensor) -> Tensor:
        """Return unit vectors [B, D] of `text_features` [B, W], through the projection where it is trained."""
        if self.config.text_projection == "trained" and self.text_projection is not None:
            features = self.text_projection(features.to(self.text_projection.weight.dtype))
        return F.normalize(features.float(), dim=-1)

    def embed_texts(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Return unit vectors [B, D] of texts, integers [B, T] and their mask."""
        return self.finish_texts(self.text_features(input_ids, attention_mask))

    def batch_loss(
        self, image_embeds: Tensor, labels: dict[str, Tensor], text_embeds: Tensor | None = None
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Return the loss of a batch, and the values of its terms by name.

        Args:
            image_embeds: unit rows [N, D].
            labels: patent_ids, subclasses, main_classes and categories (0 = head, 1 = tail) [N], -1 = unknown.
            text_embeds: unit rows [N, D], text i of figure i.

        Raises:
            ValueError: the loss needs texts, and there are none.
        """
        config = self.config
        aware = config.loss == "distribution_aware"
        if text_embeds is None and (aware or config.language_weight > 0):
            raise ValueError(f"the loss {config.loss} with language needs texts: input_ids or text_embeds")
        if not aware:
            loss, terms = super().batch_loss(image_embeds, labels)
            if config.language_weight > 0 and text_embeds is not None:
                alone = torch.full_like(labels["patent_ids"], -1)
                scale, chunk = self.temperature(), config.loss_chunk_size
                language = grouped_image_text_loss(image_embeds, text_embeds, alone, scale, chunk) / 2
                loss, terms = loss + config.language_weight * language, terms | {"language": language.detach()}
            return loss, terms
        assert text_embeds is not None
        scale, chunk = self.temperature(), config.loss_chunk_size
        values: dict[str, Tensor] = {}
        if "clip" in config.terms:
            values["clip"] = image_to_text_loss(image_embeds, text_embeds, scale, chunk)
        for term, groups in (("cls", "subclasses"), ("cat", "categories")):
            if term in config.terms:
                values[term] = grouped_image_text_loss(image_embeds, text_embeds, labels[groups], scale, chunk)
        if "hierarchical" in config.terms:
            values["hierarchical"] = self.hierarchical_loss(image_embeds, labels)
        loss = uncertainty_weighted_sum(values, self.log_variances())
        return loss, {name: value.detach() for name, value in values.items()}

    def forward(
        self,
        pixel_values: Tensor,
        patent_ids: Tensor | None = None,
        subclasses: Tensor | None = None,
        main_classes: Tensor | None = None,
        gather: Callable[[Tensor], Tensor] | None = None,
        return_loss: bool = True,
        return_dict: bool | None = None,
        categories: Tensor | None = None,
        input_ids: Tensor | None = None,
        attention_mask: Tensor | None = None,
        text_embeds: Tensor | None = None,
    ) -> PatentVisionOutput | tuple[Any, ...]:
        """Embed drawings and texts, and take the loss where patents are known.

        Args:
            pixel_values: ink [B, 1, H, W], uint8 or float in 0..1; 1 = ink.
            patent_ids: integers [B], -1 = unknown; without them there is no loss.
            subclasses, main_classes: integers [B], -1 = unknown; all unknown if not given.
            gather, return_loss, return_dict: as in `PatentVisionModel`.
            categories: 0 = head, 1 = tail [B]; -1 = unknown.
            input_ids, attention_mask: a text a figure, integers [B, T].
            text_embeds: or what `text_features` gave for it [B, W].
        """
        if return_loss and patent_ids is not None and self.config.loss == "distribution_aware":
            for term, groups in (("cls", subclasses), ("cat", categories)):
                if term in self.config.terms and groups is None:
                    needed = "subclasses" if term == "cls" else "categories"
                    raise ValueError(f"the term {term} of the loss needs {needed}")
        image_embeds = self.embed_images(pixel_values)
        if text_embeds is None and input_ids is not None:
            text_embeds = self.text_features(input_ids, attention_mask)
        texts = None if text_embeds is None else self.finish_texts(text_embeds)
        labels = {"patent_ids": patent_ids, "subclasses": subclasses, "main_classes": main_classes}
        return self.take_loss(
            image_embeds, texts, labels | {"categories": categories}, gather, return_loss, return_dict
        )


def _full_length(input_ids: Tensor, mask: Tensor, config: PretrainedConfig) -> Tensor:
    """Return words [B, T] padded to the full length [B, max_position_embeddings], whatever else is in the batch."""
    padding = int(config.pad_token_id)
    missing = int(config.max_position_embeddings) - input_ids.shape[1]
    return F.pad(input_ids.masked_fill(mask == 0, padding), (0, max(0, missing)), value=padding)
