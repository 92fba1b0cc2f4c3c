"""Gradient caching: batches larger than memory, with the gradients of the whole batch (arXiv 2101.06983).

The figures are embedded in chunks without gradients; the loss of all vectors gives the gradient at each vector; then
each chunk is embedded again, with gradients, and its part is passed back. Exact but for batch normalisation and for
random numbers that a model draws for a whole batch; those of a chunk are the same in both passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

ENCODED = ("pixel_values", "input_ids", "attention_mask", "text_embeds")


def batch_normalised(model: nn.Module) -> str | None:
    """Return the name of a layer that normalises over the batch in training; None if there is none."""
    was_training, kind = model.training, nn.modules.batchnorm._BatchNorm
    model.train()
    found = [name for name, module in model.named_modules() if isinstance(module, kind) and module.training]
    model.train(was_training)
    return found[0] if found else None


class _Random:
    """The state of the random numbers on the processor and on the model's device, to go through them again."""

    def __init__(self, device: torch.device) -> None:
        self.devices = [device] if device.type == "cuda" else []
        self.processor = torch.get_rng_state()
        self.others = [torch.cuda.get_rng_state(device) for device in self.devices]

    @contextmanager
    def replay(self) -> Iterator[None]:
        """Let the numbers come as they did after this state was taken."""
        with torch.random.fork_rng(self.devices):
            torch.set_rng_state(self.processor)
            for device, state in zip(self.devices, self.others, strict=True):
                torch.cuda.set_rng_state(state, device)
            yield


def cached_backward(
    model: nn.Module,
    inputs: dict[str, Tensor],
    chunk_size: int,
    take_loss: Callable[[Tensor, Tensor | None], Tensor],
    backward: Callable[[Tensor], Any],
) -> Tensor:
    """Add the gradients of a batch to the parameters, a chunk of figures at a time, and return the loss.

    Under several processes the gradients stay those of this process; `average_gradients` makes them one.

    Args:
        model: the model as the trainer wraps it.
        inputs: arguments of its forward.
        chunk_size: figures in memory at a time.
        take_loss: (image vectors [B, D], text vectors [B, D] or None) -> the loss, scaled as it is to be.
        backward: passes a loss back.
    """
    starts = range(0, len(inputs["pixel_values"]), chunk_size)
    rows = {name: inputs[name] for name in ENCODED if name in inputs}
    chunks = [{name: value[start : start + chunk_size] for name, value in rows.items()} for start in starts]
    device = inputs["pixel_values"].device
    with getattr(model, "no_sync", nullcontext)():  # of DistributedDataParallel, inside torch.compile too
        states, found = [], []
        with torch.no_grad():
            for chunk in chunks:
                states.append(_Random(device))
                output = model(**chunk, return_loss=False)
                found.append((output.image_embeds, output.text_embeds))
        images = torch.cat([image for image, _ in found]).requires_grad_()
        texts = None if found[0][1] is None else torch.cat([text for _, text in found]).requires_grad_()
        loss = take_loss(images, texts)
        backward(loss)
        for start, chunk, state in zip(starts, chunks, states, strict=True):
            with state.replay():
                output = model(**chunk, return_loss=False)
            vectors, gradients = [], []
            for again, leaf in ((output.image_embeds, images), (output.text_embeds, texts)):
                if leaf is not None and leaf.grad is not None and again.requires_grad:
                    vectors.append(again)
                    gradients.append(leaf.grad[start : start + chunk_size])
            torch.autograd.backward(vectors, gradients)
    return loss.detach()


def average_gradients(model: nn.Module) -> None:
    """Give all processes the mean of their gradients, as DistributedDataParallel does after a usual backward pass."""
    if not (dist.is_available() and dist.is_initialized()) or dist.get_world_size() == 1:
        return
    for parameter in model.parameters():
        if parameter.grad is not None:
            dist.all_reduce(parameter.grad)
            parameter.grad /= dist.get_world_size()
