"""The figures of a report on patent retrieval: numbers and drawings in, one .png, .svg or .pdf file out.

    curves = {"model": interpolated_precision(embeds, rows, "prior-art", points=101)}
    precision_recall_figure(curves, "curves.png", patents=[row["patent_id"] for row in rows])

Every function returns what it drew as plain numbers. The same input gives the same file. Needs the extra `eval`.
"""

from .figures_curves import embedding_figure, precision_recall_figure
from .figures_frequency import map_by_frequency_figure
from .figures_ranking import average_precisions, interpolated_precision, nearest_rows
from .figures_retrieval import Shown, retrieval_figure
from .figures_tail import ClassExample, long_tail_figure

__all__ = [
    "ClassExample",
    "Shown",
    "average_precisions",
    "embedding_figure",
    "interpolated_precision",
    "long_tail_figure",
    "map_by_frequency_figure",
    "nearest_rows",
    "precision_recall_figure",
    "retrieval_figure",
]
