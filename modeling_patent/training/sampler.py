"""Batches of P patents x F figures in which a stated share of the patents has a partner of its class."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Sampler

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _pairs(members: Sequence[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Pair neighbours; an odd one is left over."""
    pairs = [(members[i], members[i + 1]) for i in range(0, len(members) - 1, 2)]
    return pairs, list(members[len(pairs) * 2 :])


def pair_by_class(
    order: NDArray[np.int64], subclasses: NDArray[np.int64], main_classes: NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Pair patents that share a subclass; those left over that share a main class.

    Args:
        order: patents, integers [P], in the order in which they are paired.
        subclasses: of every patent, -1 = unknown.
        main_classes: likewise.

    Returns:
        Disjoint pairs of patents.
    """
    pairs: list[tuple[int, int]] = []
    left = [int(patent) for patent in order]
    for classes in (subclasses, main_classes):
        groups: dict[int, list[int]] = defaultdict(list)
        for patent in left:
            groups[int(classes[patent])].append(patent)
        left = groups.pop(-1, [])
        for members in groups.values():
            found, rest = _pairs(members)
            pairs += found
            left += rest
    return pairs


class HierarchicalBatchSampler(Sampler[list[tuple[int, int]]]):
    """Yields batches of patents_per_batch x figures_per_patent figures.

    Every patent is drawn at most once an epoch, and equally often as any other over many: a random remainder that
    fills no batch is left out of each epoch. In each epoch a share of the patents is placed beside a partner of the
    same subclass, or else of the same main class; which ones, and the order, follow from (seed, epoch) alone.

    A patent with fewer figures than figures_per_patent gives some of them again (augmented in another way).

    Args:
        patents: patent of every figure, integers [N] >= 0.
        subclasses: subclass of every figure [N], -1 = unknown.
        main_classes: main class of every figure [N], -1 = unknown.
        patents_per_batch: P.
        figures_per_patent: F.
        partner_share: share of the patents that are given a partner, 0 to 1, as far as classes allow.
        seed: of the random order.

    Yields:
        Lists of P x F pairs (row number, seed of its augmentation), figures of a patent side by side.

    Raises:
        ValueError: fewer patents than a batch takes, or a share that is none.
    """

    drop_last = True

    def __init__(
        self,
        patents: NDArray[np.int64],
        subclasses: NDArray[np.int64],
        main_classes: NDArray[np.int64],
        patents_per_batch: int = 64,
        figures_per_patent: int = 2,
        partner_share: float = 0.5,
        seed: int = 0,
    ) -> None:
        if not 0 <= partner_share <= 1:
            raise ValueError(f"partner_share must be a share from 0 to 1, got {partner_share}")
        order = np.argsort(patents, kind="stable")
        _, first, counts = np.unique(patents[order], return_index=True, return_counts=True)
        self.figures = [order[start : start + count] for start, count in zip(first, counts, strict=True)]
        self.subclasses, self.main_classes = subclasses[order[first]], main_classes[order[first]]
        if len(self.figures) < patents_per_batch:
            raise ValueError(
                f"{len(self.figures)} patents to train on, but a batch takes {patents_per_batch}: "
                "lower patents_per_batch"
            )
        self.patents_per_batch, self.figures_per_patent = patents_per_batch, figures_per_patent
        self.batch_size = patents_per_batch * figures_per_patent
        self.partner_share = partner_share
        self.seed, self.epoch = seed, 0

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch; the next iteration draws its order."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(self.figures) // self.patents_per_batch

    def patent_batches(self) -> list[list[int]]:
        """Return the epoch's batches as patents, len(self) lists of P."""
        rng = np.random.default_rng([self.seed, self.epoch])
        order = rng.permutation(len(self.figures))
        pairs = pair_by_class(order, self.subclasses, self.main_classes)
        rng.shuffle(pairs)
        pairs = pairs[: round(self.partner_share * len(order) / 2)]
        paired = {patent for pair in pairs for patent in pair}
        singles = [int(patent) for patent in order if patent not in paired]
        units = [*pairs, *((patent,) for patent in singles)]
        # Shuffled together, so that no batch and no end of an epoch holds more pairs than another.
        queue = deque(units[i] for i in rng.permutation(len(units)))
        batches: list[list[int]] = []
        for _ in range(len(self)):
            batch: list[int] = []
            waiting: list[tuple[int, ...]] = []
            while len(batch) < self.patents_per_batch:
                # One place is left: it waits for the next single; where there is none, a pair is parted.
                if not queue:
                    parted = waiting.pop()
                    waiting += [(patent,) for patent in parted[1:]]
                    batch.append(parted[0])
                    continue
                unit = queue.popleft()
                if len(batch) + len(unit) > self.patents_per_batch:
                    waiting.append(unit)
                else:
                    batch += unit
            queue.extendleft(reversed(waiting))
            batches.append(batch)
        return batches

    def __iter__(self) -> Iterator[list[tuple[int, int]]]:
        rng = np.random.default_rng([self.seed, self.epoch, 1])
        for patents in self.patent_batches():
            rows: list[int] = []
            for patent in patents:
                figures = rng.permutation(self.figures[patent])
                rows += np.resize(figures, self.figures_per_patent).tolist()
            yield list(zip(rows, rng.integers(0, 2**63, len(rows)).tolist(), strict=True))


def batch_statistics(patent_ids: Tensor, subclasses: Tensor, main_classes: Tensor) -> dict[str, float]:
    """Count what a batch holds: labels are integers [B], -1 = unknown.

    Returns:
        Distinct patents, subclasses and main classes, and the mean number of positives an anchor has whose finest
        shared level is the patent, the subclass, the main class.

    >>> stats = batch_statistics(torch.tensor([0, 0, 1]), torch.tensor([4, 4, 4]), torch.tensor([2, 2, 2]))
    >>> stats["patents"], round(stats["subclass_positives"], 3)
    (2.0, 1.333)
    """
    taken = torch.eye(len(patent_ids), dtype=torch.bool, device=patent_ids.device)
    stats: dict[str, float] = {}
    levels: list[tuple[str, str, Any]] = [
        ("patent", "patents", patent_ids),
        ("subclass", "subclasses", subclasses),
        ("main_class", "main_classes", main_classes),
    ]
    for name, plural, labels in levels:
        known = labels >= 0
        shared = (labels[:, None] == labels[None, :]) & known[:, None] & ~taken
        stats[plural] = float(len(labels[known].unique()))
        stats[f"{name}_positives"] = float(shared.sum()) / max(len(labels), 1)
        taken = taken | shared
    return stats
