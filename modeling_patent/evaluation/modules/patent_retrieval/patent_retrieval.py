"""`modeling_patent.evaluation.retrieval_metrics` as a metric of the `evaluate` library, with the same numbers."""

from typing import Any

import datasets
import evaluate
import numpy as np

from modeling_patent.evaluation.metrics import retrieval_metrics

_DESCRIPTION = "Exact retrieval metrics of design patent figures: mAP, nDCG, hit rate, recall, precision and MRR."

_INPUTS = """
Args:
    predictions: the query vectors, [Q, D] floats.
    references: the query labels, [Q] integers, -1 for unknown.
    gallery_embeds: [N, D]; not given, every query searches all the other queries.
    gallery_labels: [N].
    **options: any further argument of `modeling_patent.evaluation.retrieval_metrics`; without a gallery, what is said
        of the queries (query_dates, query_patents) is also said of the gallery.
Returns:
    What `retrieval_metrics` returns.
"""


class PatentRetrieval(evaluate.Metric):
    """Collects query vectors and labels by `add_batch`, and measures them in `compute`."""

    def _info(self) -> evaluate.MetricInfo:
        vectors = {"predictions": datasets.Sequence(datasets.Value("float32")), "references": datasets.Value("int64")}
        return evaluate.MetricInfo(
            description=_DESCRIPTION,
            citation="arXiv:2404.19360, arXiv:2506.13496",
            inputs_description=_INPUTS,
            features=datasets.Features(vectors),
        )

    def _compute(
        self, predictions: Any, references: Any, gallery_embeds: Any = None, gallery_labels: Any = None, **options: Any
    ) -> dict[str, Any]:
        predictions, references = np.asarray(predictions, dtype=np.float32), np.asarray(references)
        if gallery_embeds is None:
            gallery_embeds, gallery_labels = predictions, references
            options.setdefault("query_rows", np.arange(len(references)))
            options.setdefault("gallery_dates", options.get("query_dates"))
            options.setdefault("gallery_patents", options.get("query_patents"))
        return retrieval_metrics(predictions, gallery_embeds, references, gallery_labels, **options)
