"""The models behind the texts: captioners that look at a figure, writers that put words together.

Each is a function. It may stand for an endpoint (`endpoint.py`) or for a checkpoint on this machine (`checkpoints.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterable


CAPTION_TOKENS, WRITER_TOKENS = 512, 2048
"""Tokens that an answer may have by default: some sentences, and some twenty of them as JSON."""

LONGEST_SIDE = 1024
"""Pixels of a picture that a captioner gets. More cost tokens and time, and most models reduce them anyway."""


@dataclass(frozen=True)
class Reply:
    """What a model answered.

    Attributes:
        text: the answer.
        model: the name that the model goes by at its endpoint, or the name of the checkpoint.
        prompt_tokens, completion_tokens: what the answer cost; None where the endpoint does not say.
        requests: requests that it took, with those that failed.
    """

    text: str
    model: str
    prompt_tokens: int | None
    completion_tokens: int | None
    requests: int = 1


class BackendError(ValueError):
    """A model gave no answer for one figure, in one line.

    Attributes:
        fatal: the next figure would fare no better (a wrong key, an unknown model, no such host).
        requests: requests made in vain.
    """

    def __init__(self, message: str, fatal: bool = False, requests: int = 0) -> None:
        super().__init__(" ".join(message.split()))
        self.fatal, self.requests = fatal, requests


class Backend(Protocol):
    """What captioners and writers share: the model's name, and how many calls may run at once."""

    @property
    def model(self) -> str: ...  # noqa: D102

    @property
    def workers(self) -> int: ...  # noqa: D102

    def stop(self) -> None:
        """End all waiting: calls raise a fatal `BackendError` where they wait or would have to.

        An endpoint still answers what it can answer at once, so that figures under way may come to their end.
        """

    def start(self) -> None:
        """Take calls again after `stop`."""


class Captioner(Backend, Protocol):
    """Looks at a picture: captioner(picture, instructions) -> Reply; raises `BackendError`."""

    def __call__(self, picture: Image.Image, instructions: str) -> Reply: ...  # noqa: D102


class Writer(Backend, Protocol):
    """Writes a text: writer(system, user) -> Reply; raises `BackendError`."""

    def __call__(self, system: str, user: str) -> Reply: ...  # noqa: D102


def make_captioner(
    name: str,
    base_url: str | None = None,
    *,
    api_key: str | None = None,
    timeout: float = 60.0,
    retries: int = 5,
    workers: int = 4,
    requests_per_minute: float | None = None,
    max_tokens: int = CAPTION_TOKENS,
    device: str | None = None,
) -> Captioner:
    """Return a captioner.

    Args:
        name: Hub id or folder of a transformers checkpoint; with `base_url` the endpoint's name of the model.
        base_url: an OpenAI-compatible endpoint, such as http://localhost:8000/v1.
        api_key: key of the endpoint. None takes $OPENAI_API_KEY; at Hugging Face's own hosts $HF_TOKEN comes first, and
            no other host gets it.
        timeout: seconds without a byte after which a request has failed.
        retries: how often a request that failed is made again.
        workers: requests that may run at once. A checkpoint on this machine takes one call at a time.
        requests_per_minute: requests begun in any minute, repeats among them; None sets no limit.
        max_tokens: tokens that an answer may have.
        device: device of a checkpoint ("cpu", "cuda:1", "auto" spreads it); None takes the GPU where there is one.

    Raises:
        BackendError: fatal; the address is none, or the checkpoint cannot be loaded.
    """
    if base_url is None:
        from .checkpoints import CheckpointCaptioner

        return CheckpointCaptioner(name, max_tokens, device)
    from .endpoint import EndpointCaptioner

    return EndpointCaptioner(name, base_url, api_key, timeout, retries, workers, requests_per_minute, max_tokens)


def make_writer(
    name: str,
    base_url: str | None = None,
    *,
    api_key: str | None = None,
    timeout: float = 60.0,
    retries: int = 5,
    workers: int = 4,
    requests_per_minute: float | None = None,
    max_tokens: int = WRITER_TOKENS,
    device: str | None = None,
) -> Writer:
    """Return a writer; arguments and errors as in `make_captioner`."""
    if base_url is None:
        from .checkpoints import CheckpointWriter

        return CheckpointWriter(name, max_tokens, device)
    from .endpoint import EndpointWriter

    return EndpointWriter(name, base_url, api_key, timeout, retries, workers, requests_per_minute, max_tokens)


def for_captioner(picture: Image.Image, longest_side: int = LONGEST_SIDE) -> Image.Image:
    """Return a picture as captioners get it: 8-bit gray on white paper, upright, and not larger than need be.

    It is reduced by area averaging: a filter that samples would lose thin lines.

    Raises:
        BackendError: the picture has no pixels.
    """
    from modeling_patent.pixels_patent import area_means, to_gray

    if 0 in picture.size:
        raise BackendError("the picture has no pixels")
    gray = to_gray(picture)
    scale = longest_side / max(gray.size)
    if scale >= 1:
        return gray
    width, height = (max(1, round(side * scale)) for side in gray.size)
    means = area_means(np.asarray(gray), height, width)
    return Image.fromarray((means + 0.5).astype(np.uint8))


def without_thoughts(text: str) -> str:
    """Return an answer without the thinking that some models put before it.

    >>> without_thoughts("<think>Is it a cup?</think> A cup. "), without_thoughts("A cup.")
    ('A cup.', 'A cup.')
    """
    return re.sub(r"^\s*<(think(?:ing)?)>.*?</\1>", "", text, flags=re.DOTALL).strip()


def one_line(parts: Iterable[object], longest: int = 300) -> str:
    r"""Join what is there with colons, in one line of bounded length.

    >>> one_line(["cannot load", None, "no such\nfolder"])
    'cannot load: no such folder'
    """
    text = " ".join(": ".join(str(part) for part in parts if part).split())
    return text if len(text) <= longest else f"{text[: longest - 3]}..."
