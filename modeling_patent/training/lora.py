"""LoRA (arXiv 2106.09685) by peft: a small adapter beside a patent model that stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from peft import PeftModel

TARGETS = {
    "vit": ("q_proj", "v_proj"),
    "deit": ("q_proj", "v_proj"),
    "clip_vision_model": ("q_proj", "v_proj"),
    "siglip_vision_model": ("q_proj", "v_proj"),
    "dinov2": ("q_proj", "v_proj"),
    "dinov2_with_registers": ("q_proj", "v_proj"),
    "dinov3_vit": ("q_proj", "v_proj"),
    "swinv2": ("query", "value"),
    "resnet": ("convolution",),
    "convnext": ("pwconv1", "pwconv2"),
    "efficientnet": ("expand_conv", "project_conv"),
}
"""Backbone family -> the layers that get an adapter, by the last part of their names (transformers 5.23)."""

KEPT_WHOLE = ("projector", "gem", "centers", "temperature", "log_variances", "text_projection")
"""Parts outside the backbone that are trained as they are, and saved with the adapter."""

_LAYERS = (nn.Linear, nn.Conv2d)


def lora_targets(model: nn.Module, family: str) -> list[str]:
    """Return the full names of the backbone's layers that get an adapter.

    Raises:
        ValueError: the family is not in the table, or its layers bear other names in this version of transformers.
    """
    if family not in TARGETS:
        raise ValueError(f"LoRA knows no layers of the family {family!r} (it does of {', '.join(sorted(TARGETS))})")
    pattern = re.compile(rf"backbone\..*\.({'|'.join(TARGETS[family])})")
    names = [name for name, part in model.named_modules() if pattern.fullmatch(name) and isinstance(part, _LAYERS)]
    if not names:
        raise ValueError(f"the {family} backbone has no layers called {' or '.join(TARGETS[family])}")
    return names


def add_lora(model: Any, rank: int = 8, alpha: int = 16, dropout: float = 0.0) -> PeftModel:
    """Put adapters into a patent model's backbone, in place; all else of the backbone and any text encoder is frozen.

    What stands behind the backbone (projector, temperature, ...) is trained whole, and saved with the adapter:
    `save_pretrained` writes both, `AutoModel.from_pretrained(folder)` and `PeftModel.from_pretrained(model, folder)`
    read them, `merge_and_unload()` makes a plain patent model of it. Frozen batch normalisation keeps its statistics.

    Args:
        model: a patent model as it lies saved in a folder or on the Hub: the adapter refers to it there, to a folder
            by its whole path. For an adapter to be published, load the model from the Hub.
        rank, alpha, dropout: of LoRA; the adapter's share in a layer is alpha / rank times its product.

    Raises:
        ValueError: the model was not loaded from anywhere, has an adapter already, or its family is not known; one
            line.
    """
    from peft import LoraConfig, get_peft_model

    if getattr(model, "peft_config", None):
        raise ValueError("the model has an adapter already: merge it (merge_and_unload), save and load the result")
    name = model.config._name_or_path
    if not name:
        raise ValueError("an adapter refers to a saved model: save this one, and load it with from_pretrained")
    kept = []
    for part_name in KEPT_WHOLE:
        part = getattr(model, part_name, None)
        if part is not None and any(parameter.requires_grad for parameter in part.parameters()):
            kept.append(part_name)
    targets = lora_targets(model, model.config.vision_config.model_type)
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules=targets, modules_to_save=kept or None
    )
    adapted = get_peft_model(model, config)
    if Path(name).is_dir():
        config.base_model_name_or_path = str(Path(name).resolve())
    return adapted


def trainable_share(model: nn.Module) -> float:
    """Return which share of a model's parameters is trained, 0 to 1.

    The frozen copies that peft keeps of the parts trained whole are not in use, and do not count.
    """
    in_use = [parameter for name, parameter in model.named_parameters() if ".original_module." not in name]
    return sum(x.numel() for x in in_use if x.requires_grad) / sum(x.numel() for x in in_use)
