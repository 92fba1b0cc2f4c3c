"""Pretrained towers: loaded by a Hub id or a folder, those for pictures with the pixel statistics they expect."""

import os
from pathlib import Path
from typing import Any

from torch import nn
from transformers import (
    MODEL_MAPPING,
    AutoConfig,
    AutoImageProcessor,
    CLIPModel,
    PretrainedConfig,
    PreTrainedModel,
    Siglip2TextConfig,
    Siglip2TextModel,
    SiglipTextConfig,
    SiglipTextModel,
)
from transformers.utils import logging

logger = logging.get_logger(__name__)

# AutoModel does not know these. They read the last place of a text padded to its full length, without a mask.
SIGLIP_TEXT: dict[Any, Any] = {SiglipTextConfig: SiglipTextModel, Siglip2TextConfig: Siglip2TextModel}


def load_backbone(
    backbone: str | os.PathLike[str] | PretrainedConfig, revision: str | None = None, statistics: bool = True
) -> tuple[PretrainedConfig, PreTrainedModel | None, dict[str, list[float]]]:
    """Load the vision tower of a Hub id or a folder; a configuration stands for random weights, with a warning.

    Returns:
        Its configuration, the tower (None: random weights), and pixel_mean and pixel_std of its image processor (none
        for random weights, or if not wanted).

    Raises:
        ValueError, OSError: as `PatentVisionModel.from_backbone`.
    """
    if isinstance(backbone, PretrainedConfig):
        config = getattr(backbone, "vision_config", backbone)
        _check_vision(config, "the backbone")
        logger.warning("The %s backbone starts from random weights.", config.model_type)
        if config.model_type == "efficientnet" and config.initializer_range < 0.1:
            logger.warning("A random EfficientNet with initializer_range 0.02 gives zeros: load a pretrained one.")
        if config.model_type == "swinv2" and statistics:
            logger.warning("A random SwinV2 divides by the length of blank patches, 0: give pixel_mean and pixel_std.")
        return config, None, {}
    name = os.fspath(backbone)
    full = AutoConfig.from_pretrained(name, revision=revision)
    if full.model_type.startswith("patent_"):
        raise ValueError(f"{name} is a patent model already: load it with AutoModel.from_pretrained")
    config = getattr(full, "vision_config", full)
    _check_vision(config, name)
    tower = MODEL_MAPPING[type(config)].from_pretrained(name, revision=revision)
    forget_folder(config)
    return config, tower, _pixel_statistics(name, revision, int(config.num_channels)) if statistics else {}


def load_text_tower(
    text: str | os.PathLike[str] | PretrainedConfig, revision: str | None
) -> tuple[PretrainedConfig, PreTrainedModel | None, CLIPModel | None]:
    """Return configuration and weights of a text tower (None: random), and the whole CLIP where it is part of one."""
    if isinstance(text, PretrainedConfig):
        config = getattr(text, "text_config", text)
        text_class(config, "the text encoder")
        logger.warning("The %s text encoder starts from random weights.", config.model_type)
        return config, None, None
    name = os.fspath(text)
    full = AutoConfig.from_pretrained(name, revision=revision)
    if full.model_type.startswith("patent_"):
        raise ValueError(f"{name} is a patent model already: load it with AutoModel.from_pretrained")
    if full.model_type == "clip":
        clip = CLIPModel.from_pretrained(name, revision=revision)
        forget_folder(full.text_config)
        return full.text_config, clip.text_model, clip
    config = getattr(full, "text_config", full)
    tower = text_class(config, name).from_pretrained(name, revision=revision)
    forget_folder(config)
    return config, tower, None


def text_class(config: PretrainedConfig, where: str) -> Any:
    """Return the class of a text encoder; ValueError if there is none."""
    kind = SIGLIP_TEXT.get(type(config)) or MODEL_MAPPING.get(type(config), None)
    if kind is None or not hasattr(config, "vocab_size") or not hasattr(config, "hidden_size"):
        raise ValueError(f"{where}: {config.model_type!r} is no text encoder of transformers")
    if getattr(config, "is_encoder_decoder", False):
        raise ValueError(f"{where}: {config.model_type!r} is an encoder with a decoder, no text encoder")
    return kind


def forget_folder(config: PretrainedConfig) -> None:
    """Take a folder of this machine out of a backbone's configuration, which is saved; a Hub id stays."""
    if Path(config._name_or_path or "").is_dir():
        config._name_or_path = ""


def take_weights(module: nn.Module, source: nn.Module) -> None:
    """Give a module the weights of another one of its kind; what only the source has (a pooler) is left.

    Raises:
        ValueError: the source lacks weights of the module.
    """
    missing, _ = module.load_state_dict(source.state_dict(), strict=False)
    if missing:
        raise ValueError(f"the checkpoint of the {type(source).__name__} lacks {', '.join(missing[:3])} ...")


def _check_vision(config: PretrainedConfig, where: str) -> None:
    if type(config) not in MODEL_MAPPING or not hasattr(config, "num_channels"):
        raise ValueError(f"{where}: {config.model_type!r} is no vision backbone of transformers")
    if config.model_type == "siglip2_vision_model":  # checkpoints of a fixed size are of the family siglip
        raise ValueError(f"{where}: siglip2 of any size takes patches, not pictures; take one of a fixed size")


def _pixel_statistics(name: str, revision: str | None, channels: int) -> dict[str, list[float]]:
    """Return pixel_mean and pixel_std of a backbone's image processor; 0.5 where it ships none."""
    try:
        processor = AutoImageProcessor.from_pretrained(name, revision=revision)
    except (OSError, ValueError):
        logger.warning("%s has no image processor: pictures are normalised with mean 0.5 and deviation 0.5.", name)
        return {"pixel_mean": [0.5] * channels, "pixel_std": [0.5] * channels}
    mean, std = getattr(processor, "image_mean", None), getattr(processor, "image_std", None)
    if mean is None or std is None:
        raise ValueError(f"the image processor of {name} has no image_mean or image_std: give pixel_mean, pixel_std")
    return {"pixel_mean": list(mean), "pixel_std": list(std)}
