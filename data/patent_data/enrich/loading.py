"""Loading of transformers checkpoints: processors without torchvision, the device, and no advice on the terminal."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .backends import BackendError, one_line


def load_processor(config: Any, name: str) -> Any:
    """Load a processor, without its part for videos: that needs torchvision, and a figure is no video."""
    from transformers import PROCESSOR_MAPPING, AutoProcessor

    kind = PROCESSOR_MAPPING.get(type(config), None)
    if kind is None or not any("video" in part for part in kind.get_attributes()):
        return AutoProcessor.from_pretrained(name)

    def get_attributes(cls: Any) -> list[str]:
        return [part for part in kind.get_attributes() if "video" not in part]

    reduced: Any = type(kind.__name__, (kind,), {"get_attributes": classmethod(get_attributes)})
    try:
        return reduced.from_pretrained(name)
    except (TypeError, AttributeError, ImportError) as error:
        hint = f"its {kind.__name__} does not work without torchvision; serve the model at an endpoint instead"
        raise BackendError(one_line([f"{name} cannot be loaded", hint, error]), fatal=True) from None


def best_device() -> str:
    """Return the device that a network runs on unless told otherwise."""
    import torch

    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the bars and the advice of transformers off the terminal."""
    from transformers.utils import logging as advice

    verbosity, bars = advice.get_verbosity(), advice.is_progress_bar_enabled()
    advice.set_verbosity_error()
    advice.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        advice.set_verbosity(verbosity)
        if bars:
            advice.enable_progress_bar()
