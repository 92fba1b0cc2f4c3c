"""Losses over unit vectors: tensors in, tensors out. They know neither models nor processes.

Sources: arXiv 2506.13496, Eq. 4 (hierarchical multi-positive contrastive loss; its summaries leave open how the
weighted terms are normalised, so all three readings are here), and arXiv 2404.19360, Eq. 1-3 (distribution-aware
image-text losses). Losses are taken in float32 or wider, also inside autocast. Every loss over pairs of a batch is the
same sum, a cross-entropy with soft targets, taken by rows so that no [N, N] matrix is ever in memory.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from .cross_entropy_patent import CHUNK_ELEMENTS, check, mean_cross_entropy, shared, wide

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
        h.masked_fill_(shared(row, column), value)
    return h


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

    A figure with an unknown label (-1) is no positive at that level, and stays in the denominators.

    Args:
        embeds: unit rows [N, D].
        patent_ids, subclasses, main_classes: integers [N], -1 = unknown.
        relevance: h for the same patent, subclass and main class; a level with 0 gives no positives.
        temperature: tau, a number or a scalar tensor.
        normalization: "relevance", "count" or "none", as above.
        chunk_size: anchors taken at a time, [chunk_size, N] similarities in memory; None chooses. The value is the
            same. Second derivatives are not to be had.

    Returns:
        A scalar.

    Raises:
        ValueError: an unknown normalization, or labels that do not fit the vectors.
    """
    if normalization not in NORMALIZATIONS:
        raise ValueError(f"unknown normalization {normalization!r} (one of {', '.join(NORMALIZATIONS)})")
    labels = (patent_ids, subclasses, main_classes)
    check(embeds, *labels)
    with torch.autocast(embeds.device.type, enabled=False):
        (embeds,) = wide(embeds)

        def targets(start: int, stop: int) -> Tensor:
            rows = (patent_ids[start:stop], subclasses[start:stop], main_classes[start:stop])
            h = relevance_matrix(rows, labels, relevance, embeds.dtype)
            h.diagonal(start).fill_(0)
            if normalization == "relevance":
                h /= h.sum(dim=1, keepdim=True).clamp_min(torch.finfo(h.dtype).tiny)
            elif normalization == "count":
                h /= h.count_nonzero(dim=1)[:, None].clamp_min(1)
            return h

        return mean_cross_entropy(embeds, embeds, 1 / temperature, targets, exclude_self=True, chunk_size=chunk_size)


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
    relevance = (1.0, 0.0, 0.0)
    return hierarchical_contrastive_loss(
        embeds, patent_ids, unknown, unknown, relevance, temperature, chunk_size=chunk_size
    )


def image_to_text_loss(
    image_embeds: Tensor, text_embeds: Tensor, logit_scale: float | Tensor, chunk_size: int | None = None
) -> Tensor:
    """Image-to-text InfoNCE, own pair only (arXiv 2404.19360, Eq. 1).

        L = mean_i  -log softmax_k( logit_scale * t_k . v_i )[i]

    Args:
        image_embeds: unit rows v [N, D].
        text_embeds: unit rows t [N, D], text i of figure i.
        logit_scale: 1 / tau, a number or a scalar tensor.
        chunk_size: figures taken at a time; None chooses.

    Returns:
        A scalar.

    Raises:
        ValueError: vectors of different shapes.
    """
    unknown = torch.full((len(image_embeds),), -1, device=image_embeds.device)
    return _towards(image_embeds, text_embeds, unknown, logit_scale, chunk_size)


def grouped_image_text_loss(
    image_embeds: Tensor,
    text_embeds: Tensor,
    groups: Tensor,
    logit_scale: float | Tensor,
    chunk_size: int | None = None,
) -> Tensor:
    """Image-text loss with all members of a group as positives, both ways (arXiv 2404.19360, Eq. 2).

        L = mean_i  - 1/|P(i)| sum_{j in P(i)} ( log softmax_k( s t_i . v_k )[j] + log softmax_k( s t_k . v_i )[j] )
        P(i) = the batch members of i's group, i itself included;   s = logit_scale

    (The paper prints v_j in the second denominator; by symmetry it must be v_i.) With every figure a group of its own,
    or unknown, this is twice the symmetric InfoNCE loss of CLIP.

    Args:
        image_embeds, text_embeds: unit rows v, t [N, D], text i of figure i.
        groups: classes (L_cls) or categories such as head and tail (L_cat), integers [N], -1 = unknown: alone.
        logit_scale: 1 / tau.
        chunk_size: rows taken at a time; None chooses.

    Returns:
        A scalar.

    Raises:
        ValueError: vectors of different shapes, or groups that do not fit them.
    """
    to_images = _towards(text_embeds, image_embeds, groups, logit_scale, chunk_size)
    return to_images + _towards(image_embeds, text_embeds, groups, logit_scale, chunk_size)


def _towards(
    queries: Tensor, keys: Tensor, groups: Tensor, logit_scale: float | Tensor, chunk_size: int | None
) -> Tensor:
    """Return mean_i - 1/|P(i)| sum_{j in P(i)} log softmax_k( s q_i . k_k )[j], one direction of Eq. 2."""
    check(queries, groups)
    if queries.shape != keys.shape:
        raise ValueError(f"as many texts as figures wanted, got {tuple(queries.shape)} and {tuple(keys.shape)}")
    with torch.autocast(queries.device.type, enabled=False):
        queries, keys = wide(queries, keys)

        def targets(start: int, stop: int) -> Tensor:
            weights = shared(groups[start:stop], groups).to(queries.dtype)
            weights.diagonal(start).fill_(1)
            return weights.div_(weights.sum(dim=1, keepdim=True))

        return mean_cross_entropy(queries, keys, logit_scale, targets, chunk_size=chunk_size)


def uncertainty_weighted_sum(losses: dict[str, Tensor], log_variances: dict[str, Tensor]) -> Tensor:
    """Sum of losses, each weighted by its learnt uncertainty: sum_x L_x exp(-s_x) + s_x (arXiv 2404.19360, Eq. 3).

    Args:
        losses: scalars L by name.
        log_variances: scalars s; those of the same names are taken.

    Returns:
        A scalar; it may be negative.
    """
    return torch.stack([loss * torch.exp(-log_variances[x]) + log_variances[x] for x, loss in losses.items()]).sum()


def triplet_loss(embeds: Tensor, patent_ids: Tensor, margin: float = 0.2, chunk_size: int | None = None) -> Tensor:
    """Triplet loss over all triplets of the batch that are not yet told apart (arXiv 1703.07737, "batch all").

        L = mean over (a, p, n) with a value above 0 of  max(0, margin + sim(a, n) - sim(a, p))

    where p is another figure of a's patent and n a figure of another patent.

    Args:
        embeds: unit rows [N, D].
        patent_ids: integers [N]; a figure with an unknown one (-1) is negative to all others.
        margin: of the cosines.
        chunk_size: pairs (a, p) taken at a time, [chunk_size, N] in memory; None chooses.

    Returns:
        A scalar, 0 where every triplet keeps the margin.
    """
    check(embeds, patent_ids)
    with torch.autocast(embeds.device.type, enabled=False):
        (embeds,) = wide(embeds)
        same = shared(patent_ids, patent_ids)
        anchors, positives = same.fill_diagonal_(False).nonzero(as_tuple=True)
        total, active = embeds.sum() * 0.0, torch.zeros((), dtype=torch.int64, device=embeds.device)
        rows = chunk_size or max(1, CHUNK_ELEMENTS // max(len(embeds), 1))
        for start in range(0, len(anchors), rows):
            a, p = anchors[start : start + rows], positives[start : start + rows]
            gap = margin + embeds[a] @ embeds.T - (embeds[a] * embeds[p]).sum(dim=1, keepdim=True)
            # Neither the anchor itself nor its patent's other figures are negatives.
            gap = gap.masked_fill(shared(patent_ids[a], patent_ids), 0).relu()
            total, active = total + gap.sum(), active + gap.count_nonzero()
        return total / active.clamp_min(1)


def arcface_loss(embeds: Tensor, centers: Tensor, labels: Tensor, scale: float = 30.0, margin: float = 0.5) -> Tensor:
    """Additive angular margin loss (ArcFace, arXiv 1801.07698), with several centres a class if wanted.

        cos_ic = max over k of z_i . w_ck;   L = mean_i CE( scale * cos(theta_ic + margin [c = y_i]) , y_i )

    Past theta = pi - margin, where cos(theta + margin) would rise again, cos theta - margin sin margin stands for it.

    Args:
        embeds: unit rows [N, D].
        centers: w [C, K, D], of any length; K sub-centres a class (K = 1: plain ArcFace).
        labels: classes [N], 0 to C - 1; figures with an unknown one (-1) are left out.
        scale: what cosines are multiplied by.
        margin: in radians.

    Returns:
        A scalar, 0 where no class is known.

    Raises:
        ValueError: a class of C or above.
    """
    check(embeds, labels)
    if len(labels) and int(labels.max()) >= len(centers):
        raise ValueError(f"class {int(labels.max())} of {len(centers)} (0 to {len(centers) - 1})")
    with torch.autocast(embeds.device.type, enabled=False):
        embeds, centers = wide(embeds, centers)
        known = labels >= 0
        z, y = embeds[known], labels[known]
        cosine = torch.einsum("nd,ckd->nck", z, F.normalize(centers, dim=-1)).amax(dim=-1)
        own = cosine.gather(1, y[:, None])
        sine = (1 - own * own).clamp_min(1e-6).sqrt()
        moved = own * math.cos(margin) - sine * math.sin(margin)
        moved = torch.where(own > -math.cos(margin), moved, own - margin * math.sin(margin))
        logits = scale * cosine.scatter(1, y[:, None], moved)
        return F.cross_entropy(logits, y, reduction="sum") / max(len(y), 1)
