"""The sum behind the losses: cross-entropy with soft targets between two sets of vectors, taken by rows."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

CHUNK_ELEMENTS = 2**20  # similarities in memory at a time where no chunk_size is given


class _SoftTargetCrossEntropy(torch.autograd.Function):
    """Sum_ij of -w_ij log p_ij, p = softmax over j of scale * q_i . k_j, and its gradients, taken together by rows.

    With m_i = sum_j w_ij, the derivative by the similarity s_ij is m_i p_ij - w_ij: it is at hand as soon as p is, so
    the gradients are made in the forward pass, and nothing as large as [N, N] waits for the backward pass.
    """

    @staticmethod
    def forward(
        ctx: Any, queries: Tensor, keys: Tensor, scale: Tensor,
        targets: Callable[[int, int], Tensor], exclude_self: bool, rows: int,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        wanted = any(ctx.needs_input_grad)
        grads = [torch.zeros_like(value) for value in (queries, keys, scale)] if wanted else []
        total, anchors = queries.new_zeros(()), torch.zeros((), dtype=torch.int64, device=queries.device)
        for start in range(0, len(queries), rows):
            part = queries[start : start + rows]
            weights = targets(start, start + len(part))
            similarity = (part @ keys.T).mul_(scale)
            if exclude_self:  # a finite floor, not -inf: a batch of one has an empty denominator, and 0 * inf is NaN
                similarity.diagonal(start).fill_(torch.finfo(part.dtype).min / 2)
            log_p = similarity.sub_(similarity.logsumexp(dim=1, keepdim=True))
            mass = weights.sum(dim=1, keepdim=True)
            total -= torch.dot(weights.flatten(), log_p.flatten())
            anchors += (mass > 0).sum()
            if wanted:
                derivative = log_p.exp_().mul_(mass).sub_(weights)
                by_part = derivative @ keys
                grads[0][start : start + rows] = by_part * scale
                grads[1] += (derivative.T @ part).mul_(scale)
                grads[2] += (by_part * part).sum()
        if wanted:
            ctx.save_for_backward(*grads)
        ctx.mark_non_differentiable(anchors)
        return total, anchors

    @staticmethod
    @once_differentiable  # the gradients are constants by now: a second derivative would be wrong without a word
    def backward(ctx: Any, *outputs: Tensor) -> tuple[Tensor | None, ...]:
        return *(gradient * outputs[0] for gradient in ctx.saved_tensors), None, None, None


def mean_cross_entropy(
    queries: Tensor,
    keys: Tensor,
    scale: float | Tensor,
    targets: Callable[[int, int], Tensor],
    exclude_self: bool = False,
    chunk_size: int | None = None,
) -> Tensor:
    """Return the mean of -sum_j w_ij log p_ij over the rows i that have any weight; 0 if none has.

    Args:
        queries, keys: unit rows [N, D], [M, D].
        scale: what cosines are multiplied by, 1 / tau.
        targets: (start, stop) -> the weights w [stop - start, M] of these rows, in the dtype of the vectors.
        exclude_self: leave key i out of row i.
        chunk_size: rows taken at a time; None takes as many as make a million similarities.
    """
    rows = chunk_size or max(1, CHUNK_ELEMENTS // max(len(keys), 1))
    scale = torch.as_tensor(scale, dtype=queries.dtype, device=queries.device)
    total, anchors = _SoftTargetCrossEntropy.apply(queries, keys, scale, targets, exclude_self, rows)  # type: ignore[no-untyped-call]
    mean: Tensor = total / anchors.clamp_min(1)
    return mean


def wide(*embeds: Tensor) -> list[Tensor]:
    """Return vectors in float32 or wider."""
    return [rows.to(torch.promote_types(rows.dtype, torch.float32)) for rows in embeds]


def check(embeds: Tensor, *labels: Tensor) -> None:
    """Raise ValueError where vectors are not [N, D] or labels not [N]; the message gives the shapes."""
    if embeds.ndim != 2 or any(label.shape != embeds.shape[:1] for label in labels):
        shapes = " and ".join(str(tuple(label.shape)) for label in labels)
        raise ValueError(f"vectors of shape [N, D] and labels [N] wanted, got {tuple(embeds.shape)} and {shapes}")


def shared(rows: Tensor, columns: Tensor) -> Tensor:
    """Return whether labels [R] and [C] are known and the same, bool [R, C]."""
    return torch.where(rows < 0, -2, rows)[:, None] == columns.clamp_min(-1)[None, :]
