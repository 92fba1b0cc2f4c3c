"""Readers of design patent data: raw releases in, rows of one schema (`modeling_patent.rows`) out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .deeppatent import load_deeppatent, read_list
    from .deeppatent2 import load_deeppatent2
    from .drawn.corpus import draw_corpus
    from .figures import load_figures
    from .impact import load_impact
    from .parquet import push_parquet, write_parquet
    from .parquet_read import load_parquet
    from .source import detect_source, load_source
    from .splits import corpus_split, paper_split, split_by_patent, split_by_time
    from .statistics import dataset_statistics
    from .tail_picture import draw_long_tail
    from .uspto import load_uspto

__all__ = [
    "corpus_split",
    "dataset_statistics",
    "detect_source",
    "draw_corpus",
    "draw_long_tail",
    "load_deeppatent",
    "load_deeppatent2",
    "load_figures",
    "load_impact",
    "load_parquet",
    "load_source",
    "load_uspto",
    "paper_split",
    "push_parquet",
    "read_list",
    "split_by_patent",
    "split_by_time",
    "write_parquet",
]

_WHERE = {
    "corpus_split": "splits",
    "dataset_statistics": "statistics",
    "detect_source": "source",
    "draw_corpus": "drawn.corpus",
    "draw_long_tail": "tail_picture",
    "load_deeppatent": "deeppatent",
    "load_deeppatent2": "deeppatent2",
    "load_figures": "figures",
    "load_impact": "impact",
    "load_parquet": "parquet_read",
    "load_source": "source",
    "load_uspto": "uspto",
    "paper_split": "splits",
    "push_parquet": "parquet",
    "read_list": "deeppatent",
    "split_by_patent": "splits",
    "split_by_time": "splits",
    "write_parquet": "parquet",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `datasets` and the drawing parts take a while to import."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_WHERE[name]}", __name__), name)
