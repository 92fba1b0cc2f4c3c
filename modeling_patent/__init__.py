"""Find earlier designs from a drawing: models, losses, evaluation and search for design patents."""

from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoProcessor

from ._version import __version__
from .configuration_patent import PatentVisionConfig
from .image_processing_patent import PatentImageProcessor
from .locarno import LocarnoCode
from .losses_patent import contrastive_loss, hierarchical_contrastive_loss
from .modeling_patent import PatentVisionModel, PatentVisionOutput
from .processing_patent import PatentProcessor

__all__ = [
    "LocarnoCode",
    "PatentImageProcessor",
    "PatentProcessor",
    "PatentVisionConfig",
    "PatentVisionModel",
    "PatentVisionOutput",
    "__version__",
    "contrastive_loss",
    "hierarchical_contrastive_loss",
]

AutoConfig.register(PatentVisionConfig.model_type, PatentVisionConfig)
AutoModel.register(PatentVisionConfig, PatentVisionModel)
AutoImageProcessor.register(PatentVisionConfig, image_processor_classes={"pil": PatentImageProcessor})
AutoProcessor.register(PatentVisionConfig, PatentProcessor)

# Saved models carry their code, so that they load with trust_remote_code=True where this package is absent.
PatentVisionConfig.register_for_auto_class()
PatentVisionModel.register_for_auto_class("AutoModel")
PatentImageProcessor.register_for_auto_class("AutoImageProcessor")
PatentProcessor.register_for_auto_class("AutoProcessor")
