"""How much longer does `import modeling_patent` take than importing the transformers classes it builds on?

Each import runs in a fresh interpreter; the two take turns, and the median of the ratios pair by pair is printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

BASE = (
    "from transformers import MODEL_MAPPING, AutoConfig, AutoImageProcessor, AutoModel, PretrainedConfig, "
    "AutoProcessor, PreTrainedModel, initialization; from transformers.image_processing_backends import PilBackend; "
    "from transformers.image_utils import make_flat_list_of_images; "
    "from transformers.processing_utils import ProcessorMixin; from transformers.utils import ModelOutput, logging"
)
RUNS = 7


def seconds(code: str) -> float:
    """Return the wall time of a fresh interpreter that runs the code."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    import transformers

    for code in (BASE, "import modeling_patent"):
        seconds(code)
    pairs = [(seconds("import modeling_patent"), seconds(BASE)) for _ in range(RUNS)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"import modeling_patent {ours:.2f} s, transformers {transformers.__version__} classes {theirs:.2f} s")
    print(f"ratio {ratio:.3f} (median of {RUNS} pairs)")


if __name__ == "__main__":
    main()
