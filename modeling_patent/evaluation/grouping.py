"""Figures grouped: views of one design as one query, figures of one patent as one item.

    score(q, p) = mean over the views v of q of  max over the figures f of p of  <v, f>

Only figures that are candidates for a view count in its maximum, and only views that have such a figure in the mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Groups:
    """Rows that belong together, the groups in the order of their first rows.

    Attributes:
        order: [N] the rows, group after group, in their own order within one.
        starts: [G] where each group begins in `order`.
    """

    order: Ints
    starts: Ints

    @classmethod
    def of(cls, numbers: Ints) -> Groups:
        """Group rows by number [N]; a row of -1 is a group of its own.

        >>> Groups.of(np.array([7, -1, 7, -1]))
        Groups(order=array([0, 2, 1, 3]), starts=array([0, 2, 3]))
        """
        numbers = numbers.copy()
        alone = numbers == -1
        numbers[alone] = numbers.max(initial=0) + 1 + np.arange(alone.sum())
        _, first, group = np.unique(numbers, return_index=True, return_inverse=True)
        order = np.argsort(first[group], kind="stable")
        at_first = first[group][order]
        return cls(order, np.flatnonzero(np.r_[True, at_first[1:] != at_first[:-1]][: len(order)]))

    def __len__(self) -> int:
        return len(self.starts)

    def firsts(self) -> Ints:
        """Return the first row of each group [G]."""
        return self.order[self.starts]

    def rows(self, groups: slice) -> tuple[Ints, Ints]:
        """Return the rows of some groups, and where each of these groups begins among them."""
        bounds = np.append(self.starts, len(self.order))[groups.start : groups.stop + 1]
        return self.order[bounds[0] : bounds[-1]], bounds[:-1] - bounds[0]

    def common(self, values: Ints, name: str) -> Ints:
        """Return what the rows of each group share [G].

        Raises:
            ValueError: the rows of a group differ; the message names two.
        """
        shared = values[self.firsts()]
        each = np.repeat(shared, np.diff(np.append(self.starts, len(self.order))))
        wrong = np.flatnonzero(values[self.order] != each)
        if len(wrong):
            row = self.order[wrong[0]]
            raise ValueError(f"{name} must be the same throughout a group, but row {row} has {values[row]}")
        return shared


def grouped_scores(scores: Tensor, excluded: Tensor | None, views: Ints, items: Groups) -> tuple[Tensor, Tensor]:
    """Return the scores [C, G] of C queries and G items, and which items are no candidates [C, G].

    Args:
        scores: [V, N] of all views of the queries and all figures of the gallery, finite.
        excluded: [V, N] which figures are no candidates for a view; None if all are.
        views: [C] where each query's views begin in V.
        items: the gallery's groups.
    """
    if not scores.numel():
        return scores.new_empty(len(views), len(items)), torch.zeros(len(views), len(items), dtype=torch.bool)
    found = scores if excluded is None else scores.masked_fill(excluded, -torch.inf)
    ordered = found[:, torch.from_numpy(items.order).to(scores.device)].cpu().numpy()
    best = np.maximum.reduceat(ordered, items.starts, axis=1).astype(np.float64)
    has_one = best > -np.inf
    counts = np.add.reduceat(has_one, views, axis=0, dtype=np.int64)
    total = np.add.reduceat(np.where(has_one, best, 0.0), views, axis=0)
    means = torch.from_numpy((total / np.maximum(counts, 1)).astype(np.float32))
    return means.to(scores.device), torch.from_numpy(counts == 0).to(scores.device)
