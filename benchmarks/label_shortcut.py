"""Do figure labels help to find the sheets of one patent? Same-patent mAP of HOG on real sheets, with and without them.

Sheets of one patent share the type face of "FIG. 1". A gain from that is a shortcut, not a likeness of designs. It
needs the real sheets ($PATENT_REAL_DATA, or ../shared/data beside the checkout). At most 8 sheets a patent count; the
interval is a bootstrap over patents of the difference.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np

from modeling_patent import PatentImageProcessor
from modeling_patent.encoding import prepare_figures
from modeling_patent.evaluation import evaluate_embeddings, hog_embeddings
from patent_data import load_uspto

REAL = Path(os.environ.get("PATENT_REAL_DATA", Path(__file__).parents[2] / "shared" / "data")) / "impact_sample"
SIZE, CAP, DRAWS = 96, 8, 10_000


def main() -> None:
    """Measure and print."""
    if not REAL.is_dir():
        sys.exit(f"no real sheets at {REAL}: set PATENT_REAL_DATA")
    rows = load_uspto(REAL)
    values = {}
    for removed in (False, True):
        figures, _ = prepare_figures(rows, PatentImageProcessor(SIZE, remove_labels=removed), progress=False)
        vectors = hog_embeddings(figures, progress=False)
        found = evaluate_embeddings(vectors, rows, "same-patent", max_figures=CAP, per_query=True)
        values[removed] = found["per_query"]["map"]
        print(f"labels {'removed' if removed else 'there  '}: mAP {found['map']:.3f}, {found['queries']} queries")
    patents = np.array(rows["patent_id"][:])[found["per_query_rows"]]
    counted = ~np.isnan(values[True])
    names, of_query = np.unique(patents[counted], return_inverse=True)
    gain = (values[False] - values[True])[counted]
    sums, counts = np.bincount(of_query, gain), np.bincount(of_query)
    drawn = np.random.default_rng(0).integers(len(names), size=(DRAWS, len(names)))
    low, high = np.quantile(sums[drawn].sum(1) / counts[drawn].sum(1), (0.025, 0.975))
    print(f"labels give {gain.mean():+.3f} [{low:+.3f}, {high:+.3f}], {len(names)} patents")


if __name__ == "__main__":
    main()
