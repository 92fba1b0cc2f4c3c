"""What a patent model takes, prepared by one object that `AutoProcessor` finds."""

from typing import Any

from transformers.feature_extraction_utils import BatchFeature
from transformers.processing_utils import ProcessorMixin


class PatentProcessor(ProcessorMixin):
    """The image processor of a drawing encoder, and the tokenizer of its text encoder where it has one.

    Args:
        image_processor: a `PatentImageProcessor`.
        tokenizer: a tokenizer of transformers; with one, a `PatentTextProcessor` is made.
    """

    def __new__(cls, image_processor: Any = None, tokenizer: Any = None, **kwargs: Any) -> "PatentProcessor":
        """Make the kind that fits: transformers reads from the class which parts a processor has."""
        processor: PatentProcessor = super().__new__(cls if tokenizer is None else PatentTextProcessor)
        return processor

    def __init__(self, image_processor: Any = None, **kwargs: Any) -> None:
        super().__init__(image_processor, **kwargs)

    def __call__(self, images: Any, return_tensors: str | None = "pt", **kwargs: Any) -> BatchFeature:
        """Prepare one picture or a list of them (PIL pictures, arrays or tensors).

        Returns:
            BatchFeature with pixel_values float32 [B, 1, S, S] in 0..1; 1 = ink.
        """
        features: BatchFeature = self.image_processor(images, return_tensors=return_tensors, **kwargs)
        return features


class PatentTextProcessor(PatentProcessor):
    """The image processor of a drawing encoder and the tokenizer of its text encoder.

    Args:
        image_processor: a `PatentImageProcessor`.
        tokenizer: a tokenizer of transformers.
    """

    def __init__(self, image_processor: Any = None, tokenizer: Any = None, **kwargs: Any) -> None:
        ProcessorMixin.__init__(self, image_processor, tokenizer, **kwargs)

    def __call__(
        self, images: Any = None, return_tensors: str | None = "pt", text: Any = None, **kwargs: Any
    ) -> BatchFeature:
        """Prepare pictures, texts, or both.

        Args:
            images: one picture or a list of them.
            return_tensors: "pt" or "np".
            text: a text or a list of them; cut to the length that the encoder takes and padded, unless told otherwise.
            **kwargs: of the tokenizer.

        Returns:
            BatchFeature with pixel_values [B, 1, S, S], and input_ids and attention_mask [B, T].

        Raises:
            ValueError: neither pictures nor texts.
        """
        if images is None and text is None:
            raise ValueError("give images, text, or both")
        features = BatchFeature({})
        if text is not None:
            options: dict[str, Any] = {"padding": True, "truncation": True, "return_attention_mask": True} | kwargs
            features.update(self.tokenizer(text, return_tensors=return_tensors, **options))
        if images is not None:
            features.update(self.image_processor(images, return_tensors=return_tensors))
        return features
