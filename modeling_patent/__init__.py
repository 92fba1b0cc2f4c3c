"""Find earlier designs from a drawing: models, losses, evaluation and search for design patents."""

from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoProcessor

from ._version import __version__
from .configuration_patent import PatentVisionConfig, PatentVisionTextConfig
from .image_processing_patent import PatentImageProcessor
from .locarno import LocarnoCode
from .losses_patent import (
    arcface_loss,
    contrastive_loss,
    grouped_image_text_loss,
    hierarchical_contrastive_loss,
    image_to_text_loss,
    triplet_loss,
    uncertainty_weighted_sum,
)
from .modeling_patent import PatentVisionModel, PatentVisionOutput
from .modeling_patent_text import PatentVisionTextModel
from .processing_patent import PatentProcessor, PatentTextProcessor
from .shipped import shipped_checkpoint

__all__ = [
    "LocarnoCode",
    "PatentImageProcessor",
    "PatentProcessor",
    "PatentTextProcessor",
    "PatentVisionConfig",
    "PatentVisionModel",
    "PatentVisionOutput",
    "PatentVisionTextConfig",
    "PatentVisionTextModel",
    "__version__",
    "arcface_loss",
    "contrastive_loss",
    "grouped_image_text_loss",
    "hierarchical_contrastive_loss",
    "image_to_text_loss",
    "shipped_checkpoint",
    "triplet_loss",
    "uncertainty_weighted_sum",
]

for _config, _model, _processor in (
    (PatentVisionConfig, PatentVisionModel, PatentProcessor),
    (PatentVisionTextConfig, PatentVisionTextModel, PatentTextProcessor),
):
    AutoConfig.register(_config.model_type, _config)
    AutoModel.register(_config, _model)
    AutoImageProcessor.register(_config, image_processor_classes={"pil": PatentImageProcessor})
    AutoProcessor.register(_config, _processor)
    # Saved models carry their code, so that they load with trust_remote_code=True where this package is absent.
    _config.register_for_auto_class()
    _model.register_for_auto_class("AutoModel")
    _processor.register_for_auto_class("AutoProcessor")
PatentImageProcessor.register_for_auto_class("AutoImageProcessor")
