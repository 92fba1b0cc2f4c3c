"""Losses over unit vectors: tensors in, tensors out. They know neither models nor processes.

Sources: arXiv 2506.13496, Eq. 4 (hierarchical multi-positive contrastive loss). Its summaries leave open how the
weighted terms are normalised, so all three readings are here.
"""

import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

NORMALIZATIONS = ("relevance", "count", "none")
RELEVANCE = (1.0, 0.35, 0.2)
"""Relevance of the same patent, the same subclass, the same main class (arXiv 2506.13496)."""


def relevance_matrix(
    rows: tuple[Tensor, Tensor, Tensor],
    columns: tuple[Tensor, Tensor, Tensor],
    relevance: tuple[float, float, float] = RELEVANCE,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """Return h [R, C], the relevance of every column figure for every row figure at the finest level they share.

    Args:
        rows: patent_ids, subclasses, main_classes of the rows, integers [R]; -1 is unknown and equals nothing.
        columns: the same of the columns, [C].
        relevance: h for the same patent, else the same subclass, else the same main class; 0 otherwise.
        dtype: of the result.

    >>> labels = (torch.tensor([0, 0, 1, 2]), torch.tensor([5, 5, 5, -1]), torch.tensor([3, 3, 3, 3]))
    >>> relevance_matrix(labels, labels)[0]
    tensor([1.0000, 1.0000, 0.3500, 0.2000])
    """
    h = torch.zeros(len(rows[0]), len(columns[0]), dtype=dtype, device=rows[0].device)
    for row, column, value in zip(reversed(rows), reversed(columns), reversed(relevance), strict=True):
        shared = (row[:, None] == column[None, :]) & (row >= 0)[:, None]
        h = torch.where(shared, value, h)
    return h


def _row_losses(
    embeds: Tensor,
    labels: tuple[Tensor, Tensor, Tensor],
    start: int,
    stop: int,
    relevance: tuple[float, float, float],
    temperature: float | Tensor,
    normalization: str,
) -> tuple[Tensor, Tensor]:
    """Return the sum of L_i over the anchors start..stop that have a positive, and their number."""
    # Labels are compared and similarities taken for one chunk of anchors: [stop - start, N].
    itself = torch.arange(start, stop, device=embeds.device)[:, None] == torch.arange(len(embeds), device=embeds.device)
    rows = (labels[0][start:stop], labels[1][start:stop], labels[2][start:stop])
    h = relevance_matrix(rows, labels, relevance, embeds.dtype).masked_fill(itself, 0.0)
    similarity = embeds[start:stop] @ embeds.T / temperature
    # A finite floor, not -inf: a batch of one has an empty denominator, and 0 * -inf is no number.
    log_denominator = similarity.masked_fill(itself, torch.finfo(embeds.dtype).min / 2).logsumexp(dim=1)
    mass = h.sum(dim=1)
    has_positive = mass > 0
    losses = mass * log_denominator - (h * similarity).sum(dim=1)
    if normalization == "relevance":
        losses = losses / mass.clamp_min(torch.finfo(embeds.dtype).tiny)
    elif normalization == "count":
        losses = losses / (h > 0).sum(dim=1).clamp_min(1)
    return torch.where(has_positive, losses, 0.0).sum(), has_positive.sum()


def hierarchical_contrastive_loss(
    embeds: Tensor,
    patent_ids: Tensor,
    subclasses: Tensor,
    main_classes: Tensor,
    relevance: tuple[float, float, float] = RELEVANCE,
    temperature: float | Tensor = 0.07,
    normalization: str = "relevance",
    chunk_size: int | None = None,
) -> Tensor:
    r"""Hierarchical multi-positive contrastive loss (arXiv 2506.13496, Eq. 4).

    With sim the cosine and h_ij the relevance of j for i at the finest level they share (`relevance_matrix`):

        log p_ij = sim(z_i, z_j) / tau - log sum_{k != i} exp(sim(z_i, z_k) / tau)
        "relevance"  L_i = - sum_j h_ij log p_ij / sum_j h_ij
        "count"      L_i = - sum_j h_ij log p_ij / |{j : h_ij > 0}|
        "none"       L_i = - sum_j h_ij log p_ij
        L = mean of L_i over the anchors that have at least one positive; 0 if none has

    A figure with an unknown label (-1) is no positive at that level, and stays in the denominators. The loss is
    taken in float32 or wider, also inside autocast.

    Args:
        embeds: unit rows [N, D].
        patent_ids, subclasses, main_classes: integers [N], -1 = unknown.
        relevance: h for the same patent, subclass and main class; a level with 0 gives no positives.
        temperature: tau, a number or a scalar tensor.
        normalization: "relevance", "count" or "none", as above.
        chunk_size: anchors taken at a time; the similarities of one chunk, [chunk_size, N], are in memory at once
            and computed again in the backward pass. None takes all at once. The value is the same.

    Returns:
        A scalar.

    Raises:
        ValueError: an unknown normalization, or labels that do not fit the vectors.
    """
    if normalization not in NORMALIZATIONS:
        raise ValueError(f"unknown normalization {normalization!r} (one of {', '.join(NORMALIZATIONS)})")
    labels = (patent_ids, subclasses, main_classes)
    if embeds.ndim != 2 or any(label.shape != embeds.shape[:1] for label in labels):
        shapes = ", ".join(str(tuple(label.shape)) for label in labels)
        raise ValueError(f"vectors of shape [N, D] and labels [N] wanted, got {tuple(embeds.shape)} and {shapes}")
    with torch.autocast(embeds.device.type, enabled=False):
        embeds = embeds.to(torch.promote_types(embeds.dtype, torch.float32))
        count = len(embeds)
        total, anchors = embeds.sum() * 0.0, torch.zeros((), dtype=torch.int64, device=embeds.device)
        for start in range(0, count, chunk_size or max(count, 1)):
            stop = min(start + (chunk_size or count), count)
            arguments = (embeds, labels, start, stop, relevance, temperature, normalization)
            if chunk_size is None or not embeds.requires_grad:
                losses, number = _row_losses(*arguments)
            else:
                losses, number = checkpoint(_row_losses, *arguments, use_reentrant=False)
            total, anchors = total + losses, anchors + number
        return total / anchors.clamp_min(1)


def contrastive_loss(
    embeds: Tensor, patent_ids: Tensor, temperature: float | Tensor = 0.07, chunk_size: int | None = None
) -> Tensor:
    """Contrastive loss with the figures of one patent as positives: `hierarchical_contrastive_loss` without classes.

        L_i = - 1/|P(i)| sum_{j in P(i)} log p_ij,   P(i) = the other figures of i's patent

    Args:
        embeds: unit rows [N, D].
        patent_ids: integers [N], -1 = unknown.
        temperature: tau.
        chunk_size: as there.

    Returns:
        A scalar.
    """
    unknown = torch.full_like(patent_ids, -1)
    return hierarchical_contrastive_loss(
        embeds, patent_ids, unknown, unknown, (1.0, 0.0, 0.0), temperature, chunk_size=chunk_size
    )
