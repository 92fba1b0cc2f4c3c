"""Rows as the trainer takes them: figures prepared, labels as integers, augmentation in the collator."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.data import Dataset

from .. import rows as row_schema
from ..encoding import open_picture, prepare_figures
from .augmentation import augment

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

    from ..image_processing_patent import PatentImageProcessor


logger = logging.getLogger(__name__)


class FigureDataset(Dataset[dict[str, Any]]):
    """Figures with their labels, one a row; Gazette copies and unreadable pictures are left out.

    Items are asked for by number, or by (number, seed) as `HierarchicalBatchSampler` gives them; a seed has the
    collator augment the figure.

    Args:
        rows: rows of the schema, a `datasets.Dataset` or a list of dicts.
        processor: prepares a picture.
        cache: "memory" holds all prepared figures (N x S x S bytes), a folder keeps them in a file there, None
            prepares each picture whenever it is asked for (in the loader's workers). In that case a picture that turns
            out to be damaged is named in the log and given as blank paper, so that a long run does not die of it.
        workers: processes for preparing ahead; None takes one a core.
        progress: show a progress bar.

    Attributes:
        labels: patent_ids, subclasses and main_classes, integers [N], -1 = unknown.
        numbers: the rows that are left, integers [N].
    """

    def __init__(
        self,
        rows: Any,
        processor: PatentImageProcessor,
        cache: str | os.PathLike[str] | None = "memory",
        workers: int | None = None,
        progress: bool = True,
    ) -> None:
        copies = np.array([bool(copy) for copy in row_schema.column(rows, "is_gazette_copy")])
        self.rows, self.processor = rows, processor
        self.figures: NDArray[np.uint8] | None = None
        keep = ~copies
        if cache is not None:
            folder = None if cache == "memory" else cache
            self.figures, readable = prepare_figures(rows, processor, folder, workers, progress)
            keep &= readable
        self.numbers = np.flatnonzero(keep)
        patents = row_schema.column(rows, "patent_id")
        codes = row_schema.column(rows, "locarno")
        labels = row_schema.label_columns(patents, codes)
        self.labels = {name: values[self.numbers] for name, values in labels.items()}
        self.patents = [patents[number] for number in self.numbers]
        self.codes = [codes[number] for number in self.numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    def metadata(self) -> list[dict[str, Any]]:
        """Return what is known of the figures, without pictures: one dict a figure, for protocols and the index."""
        names = [name for name in row_schema.COLUMNS if name not in ("image", "texts")]
        columns = {name: row_schema.column(self.rows, name) for name in names}
        return [{name: columns[name][number] for name in names} for number in self.numbers]

    def figure(self, item: int) -> NDArray[np.uint8]:
        """Return one prepared figure, uint8 [S, S], 255 = ink."""
        number = int(self.numbers[item])
        if self.figures is not None:
            return np.asarray(self.figures[number])
        row = self.rows[number]
        try:
            return np.asarray(self.processor.prepare(open_picture(row["image"])))
        except ValueError as error:
            logger.warning("blank in place of %s: %s", row["figure_id"], error)
            side = self.processor.size["height"]
            return np.zeros((side, side), dtype=np.uint8)

    def all_figures(self, workers: int | None = None, progress: bool = False) -> NDArray[np.uint8]:
        """Return all figures uint8 [N, S, S]."""
        if self.figures is None:
            self.figures, _ = prepare_figures(self.rows, self.processor, None, workers, progress)
        return self.figures if len(self.numbers) == len(self.figures) else self.figures[self.numbers]

    def __getitem__(self, item: int | tuple[int, int]) -> dict[str, Any]:
        number, seed = item if isinstance(item, tuple) else (item, None)
        row = {name: int(values[number]) for name, values in self.labels.items()}
        return {"figure": self.figure(number), "seed": seed, **row}


def collate_figures(items: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """Stack items of a `FigureDataset` into a batch, augmented where they bear a seed.

    Returns:
        pixel_values [B, 1, S, S] (uint8, or float32 in 0..1 where augmented) and the three label columns [B].
    """
    figures = torch.from_numpy(np.stack([item["figure"] for item in items]))[:, None]
    seeds = [item["seed"] for item in items]
    batch = {
        name: torch.tensor([item[name] for item in items]) for name in ("patent_ids", "subclasses", "main_classes")
    }
    return {"pixel_values": figures if None in seeds else augment(figures, seeds), **batch}
