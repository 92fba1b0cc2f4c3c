"""PatentIndex: the figures of many patents, searched by picture, vector or words, with limits of date and class."""

from __future__ import annotations

import datetime
import itertools
import operator
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from PIL import Image

from ..locarno import LocarnoCode
from ..rows import UPRIGHT
from .collection import check_new_figures, date_order, make_keys, optional_date, parse_codes, rows_table
from .hit import Hit
from .hub import download_index, is_hub_name, upload_index
from .query import as_pictures, as_vectors, embed_pictures, embed_text, encode_rows, load_model, open_picture
from .search import Doubles, Floats, Ints, date_slice, rank_groups, scan, unit_rows
from .storage import read_index, write_index


def _checked(embeds: Any, rows: Any) -> tuple[Floats, pa.Table]:
    array = np.asarray(embeds)
    vectors = unit_rows(array if array.dtype in (np.float32, np.float64) else array.astype(np.float32), "the vectors")
    if len(vectors) != len(rows):
        raise ValueError(f"{len(vectors)} vectors, but {len(rows)} rows")
    return vectors, rows_table(rows)


def _whole_number(k: Any) -> int:
    try:
        number = operator.index(k)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"k is the number of hits wanted, a whole number from 1, not {k!r}")
    return number


class PatentIndex:
    """Unit vectors of figures with what is known of them, in grant-date order; every search is exact.

    Make one with `from_embeddings`, `build`, `load` or `from_pretrained`.

    A patent's score is that of its best figure; a query of several views scores the mean over the views of their
    best figure. The Gazette copy of a figure is never compared. A figure without a grant date is found only when
    no date limit is set.

    Attributes:
        embeds: unit rows [N, D], float32.
        table: the rows without pixels, a `pyarrow.Table` in the order of `embeds`.
        model_name: folder or Hub id of the model, or None.

    >>> rows = [{"figure_id": f"f{i}", "patent_id": f"p{i}", "granted": f"202{i}-01-05"} for i in range(3)]
    >>> index = PatentIndex.from_embeddings(np.eye(3), rows)
    >>> [hit.patent_id for hit in index.search([1, 0.5, 0.1], before="2022-01-05")]
    ['p0', 'p1']
    """

    def __init__(self, embeds: Floats, table: pa.Table, model_name: str | None = None) -> None:
        self.embeds = embeds
        self.table = table.combine_chunks()
        self.model_name = model_name
        self._keys = make_keys(table)
        self._row_of: dict[str, int] | None = None
        self._model: tuple[Any, Any] | None = None

    @classmethod
    def from_embeddings(cls, embeds: Any, rows: Any, model_name: str | None = None) -> PatentIndex:
        """Make an index of vectors that are there already.

        Args:
            embeds: vectors [N, D], of any length but 0.
            rows: N rows, a `datasets.Dataset` or a list of dicts with figure_id, patent_id, granted, locarno, title.
            model_name: folder or Hub id of the model the vectors come from.

        Raises:
            ValueError: there are no rows, the numbers of rows differ, a vector cannot be compared, or a row is wrong.
        """
        vectors, table = _checked(embeds, rows)
        if not len(vectors):
            raise ValueError("there are no rows to index")
        order = date_order(table)
        return cls(vectors[order], table.take(order), model_name)

    @classmethod
    def build(
        cls,
        model: Any,
        processor: Any,
        dataset: Any,
        batch_size: int = 64,
        workers: int | None = None,
        progress: bool = True,
    ) -> PatentIndex:
        """Encode the figures of a dataset and index them; those whose picture cannot be read are left out and logged.

        Args:
            model: a model with `embed_images`.
            processor: its processor.
            dataset: a `datasets.Dataset` of the row schema.
            batch_size: figures at a time.
            workers: processes that read pictures, None for a number that suits the machine.
            progress: whether to draw a progress bar.

        Raises:
            ValueError: there are no rows, or a row is wrong, which is looked at before anything is encoded; or no
                picture can be read.
        """
        if not len(dataset):
            raise ValueError("there are no rows to index")
        rows_table(dataset)
        embeds, dataset = encode_rows(model, processor, dataset, batch_size, workers, progress)
        name = getattr(getattr(model, "config", None), "_name_or_path", "") or getattr(model, "name_or_path", "")
        name = str(Path(name).absolute()) if name and Path(name).is_dir() else name
        return cls.from_embeddings(embeds, dataset, name or None).with_model(model, processor)

    def __len__(self) -> int:
        """Number of figures."""
        return len(self.embeds)

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        return int(self.embeds.shape[1])

    @property
    def patents(self) -> list[str]:
        """Ids of the patents, in the order of their first figure."""
        return list(self._keys.patents)

    def holds(self, patent_id: str) -> bool:
        """Whether a patent is in the index, by its id or any notation of a US design patent."""
        return bool(self._keys.find_patents([patent_id]))

    def with_model(self, model: Any, processor: Any) -> PatentIndex:
        """Use this model for pictures and texts; return the index itself."""
        self._model = (model, processor)
        return self

    def search(
        self,
        query: Any,
        k: int = 10,
        before: datetime.date | str | None = None,
        after: datetime.date | str | None = None,
        locarno: str | int | LocarnoCode | Iterable[str | int | LocarnoCode] | None = None,
        per_patent: bool = True,
        exclude_patents: Iterable[str] = (),
    ) -> list[Hit]:
        """Find the closest patents, or figures.

        Args:
            query: a picture (PIL image or path), a list of pictures (views of one design), vectors [D] or [V, D],
                or a text where the model has a text tower.
            k: number of hits wanted.
            before: only patents granted before this day, the day itself not included.
            after: only patents granted after this day, the day itself not included.
            locarno: only figures of this class or subclass, or of one of several; None or an empty list for all.
            per_patent: one hit a patent; otherwise one a figure.
            exclude_patents: ids of patents to leave out; ids that are not in the index change nothing.

        Returns:
            As many hits as there are patents (figures) to find, at most k, the closest first. Equal scores lie in
            row order: by grant date, then as they were given.

        Raises:
            ValueError: k is below 1, the query cannot be compared with the index, a date or a code is none, or there
                is no model for the query; the message says which.
            FileNotFoundError: there is no such picture.
        """
        k = _whole_number(k)
        start, stop = date_slice(self._keys.days, optional_date(before), optional_date(after))
        exclude_patents = [exclude_patents] if isinstance(exclude_patents, str) else exclude_patents
        excluded = self._keys.find_patents(exclude_patents)
        allowed = self._keys.allowed(start, stop, parse_codes(locarno), excluded)
        views = self._views(query)
        rows, cosines = scan(self.embeds, views, start, stop, allowed)
        groups = self._keys.patent_of[rows] if per_patent else rows
        found, scores = rank_groups(self.embeds, views, rows, cosines, groups, k)
        return self._hits(found, scores)

    def add(self, embeds: Any, rows: Any) -> None:
        """Add figures; they come after those of the same grant date that are there.

        Args:
            embeds: vectors [M, D] of the same model.
            rows: their M rows.

        Raises:
            ValueError: as in `from_embeddings`, the dimension differs, or a figure is there already. The index is
                then as it was.
        """
        vectors, table = _checked(embeds, rows)
        if not len(vectors):
            return
        if vectors.shape[1] != self.dimension:
            raise ValueError(f"the new vectors have {vectors.shape[1]} numbers each, the index {self.dimension}")
        check_new_figures(self.table, table)
        table = pa.concat_tables([self.table, table])
        order = date_order(table)
        table = table.take(order)
        keys = make_keys(table)
        self.embeds, self.table = np.concatenate([self.embeds, vectors])[order], table
        self._keys, self._row_of = keys, None

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write the index to a folder; one that lies there is replaced, whole or not at all.

        Raises:
            ValueError: the folder holds something else.
            OSError: it cannot be written.
        """
        write_index(folder, self.embeds, self.table, self.model_name)

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> PatentIndex:
        """Read an index from a folder; its files are checked, its vectors stay on disk until they are looked at.

        Raises:
            FileNotFoundError: there is no such folder.
            ValueError: it holds no index, or a damaged one.
        """
        return cls(*read_index(folder))

    def push_to_hub(self, repo: str, private: bool | None = None, token: str | None = None) -> None:
        """Upload the index to a dataset repository of the Hub, in one commit. Paths of this machine are left out.

        Args:
            repo: "owner/name"; made if it is not there.
            private: whether a new repository is private; None for the owner's usual choice.
            token: access token; None for the one logged in with.
        """
        upload_index(repo, self.embeds, self.table, self.model_name, private, token)

    @classmethod
    def from_pretrained(cls, repo: str, revision: str | None = None, token: str | None = None) -> PatentIndex:
        """Read an index from the Hub, or from a folder if there is one of that name.

        Raises:
            ValueError: it cannot be fetched, or is no index, or a damaged one.
            FileNotFoundError: there is no such folder, and it is no name on the Hub.
        """
        return cls.load(download_index(repo, revision, token) if is_hub_name(repo) else repo)

    def cover(self, hit: Hit) -> str:
        """Return the id of the figure that stands for the hit's patent: its Gazette copy, or the figure found."""
        row = self._row(hit.figures[0]) if hit.figures else None
        return hit.figures[0] if row is not None and not self._keys.is_view[row] else hit.figure_id

    def picture(self, figure_id: str) -> Image.Image | None:
        """Return the picture of a figure, None if it does not lie any more where it was indexed from."""
        row = self._row(figure_id)
        path = "" if row is None else self.table["image"][row].as_py() or ""
        try:
            picture = open_picture(path.removesuffix(UPRIGHT))
        except (OSError, ValueError):
            return None
        return picture.transpose(Image.Transpose.ROTATE_270) if path.endswith(UPRIGHT) else picture

    def _row(self, figure_id: str) -> int | None:
        if self._row_of is None:
            self._row_of = {name: row for row, name in enumerate(self.table["figure_id"].to_pylist())}
        return self._row_of.get(figure_id)

    def _views(self, query: Any) -> Doubles:
        """Return the unit vectors [V, D] of a query."""
        pictures = as_pictures(query)
        if pictures is not None:
            query = embed_pictures(*self._loaded_model(), pictures)
        elif isinstance(query, str):
            query = embed_text(*self._loaded_model(), query)
        return as_vectors(query, self.dimension)

    def _loaded_model(self) -> tuple[Any, Any]:
        if self._model is None:
            if not self.model_name:
                raise ValueError("the index knows no model for the query; give it one by with_model (or --model)")
            self._model = load_model(self.model_name)
        return self._model

    def _hits(self, rows: Ints, scores: Doubles) -> list[Hit]:
        """Return what is known of the rows found, the best first."""
        if not len(rows):
            return []
        of_patent = [self._keys.rows_of(int(patent)) for patent in self._keys.patent_of[rows]]
        # Gazette copies first, then the views, both in row order.
        of_patent = [figures[np.argsort(self._keys.is_view[figures], kind="stable")] for figures in of_patent]
        names = iter(self.table["figure_id"].take(np.concatenate(of_patent)).to_pylist())
        known = self.table.select(["patent_id", "figure_id", "granted", "locarno", "title"]).take(rows).to_pylist()
        return [
            Hit(rank, score=float(score), figures=tuple(itertools.islice(names, len(figures))), **values)
            for rank, (score, figures, values) in enumerate(zip(scores.clip(-1, 1), of_patent, known, strict=True), 1)
        ]
