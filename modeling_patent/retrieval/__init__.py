"""Search a collection of design patents: `PatentIndex`, its hits, and reports of them."""

from .hit import Hit
from .index import PatentIndex
from .report import results_table, write_report
from .sheet import results_sheet

__all__ = ["Hit", "PatentIndex", "results_sheet", "results_table", "write_report"]
