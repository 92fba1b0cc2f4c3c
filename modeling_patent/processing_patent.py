"""What a patent model takes, prepared by one object that `AutoProcessor` finds."""

from typing import Any

from transformers.feature_extraction_utils import BatchFeature
from transformers.processing_utils import ProcessorMixin


class PatentProcessor(ProcessorMixin):
    """The image processor of a drawing encoder, as `AutoProcessor` gives it.

    Args:
        image_processor: a `PatentImageProcessor`.
    """

    def __init__(self, image_processor: Any = None, **kwargs: Any) -> None:
        super().__init__(image_processor, **kwargs)

    def __call__(self, images: Any, return_tensors: str | None = "pt", **kwargs: Any) -> BatchFeature:
        """Prepare one picture or a list of them (PIL pictures, arrays or tensors).

        Returns:
            BatchFeature with pixel_values float32 [B, 1, S, S] in 0..1; 1 = ink.
        """
        features: BatchFeature = self.image_processor(images, return_tensors=return_tensors, **kwargs)
        return features
