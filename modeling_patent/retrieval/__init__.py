"""Search a collection of design patents: `PatentIndex`, its hits, why they are hits, and reports of them."""

from .explanation import Explanation, explain_hit, explain_pair
from .hit import Hit, Hits
from .index import PatentIndex
from .report import results_table, write_report
from .searcher import Searcher
from .sheet import results_sheet

__all__ = [
    "Explanation",
    "Hit",
    "Hits",
    "PatentIndex",
    "Searcher",
    "explain_hit",
    "explain_pair",
    "results_sheet",
    "results_table",
    "write_report",
]
