"""Index a source in a process of its own, so that a page goes on answering and can stop it at any time.

`python -m patent_demo.indexing SOURCE MODEL OUT` writes a line of JSON a step: {"done": 128, "of": 3000}, at last
{"indexed": figures, "patents": number, "left_out": number} or {"error": one line}.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

_STEP = 128  # figures between two words of progress


def index_source(source: Path, model_name: str, out: Path) -> None:
    """Encode the figures of a source and write their index; the folder appears when it is whole.

    Raises:
        ValueError, OSError: the source, the model or the folder cannot be used; the message says why.
    """
    import numpy as np

    from modeling_patent.cli_arguments import load_source
    from modeling_patent.encoding import encode
    from modeling_patent.retrieval import PatentIndex
    from modeling_patent.retrieval.probe import model_probe
    from modeling_patent.retrieval.query import load_model
    from modeling_patent.shipped import kept_name

    _say(stage="reading the source")
    rows = load_source(str(source))
    if not len(rows):
        raise ValueError(f"{source.name} holds no figures")
    model, processor = load_model(model_name)
    prepared = getattr(processor, "image_processor", processor)
    vectors: list[Any] = []
    for start in range(0, len(rows), _STEP):
        _say(done=start, of=len(rows))
        some = rows.select(range(start, min(start + _STEP, len(rows))))
        vectors.append(encode(model, prepared, some, batch_size=32, workers=0, progress=False))
    embeds = np.concatenate(vectors)
    readable = np.flatnonzero(np.isfinite(embeds).all(axis=1))
    if not len(readable):
        raise ValueError(f"none of the {len(rows)} figures in {source.name} has a picture that can be read")
    _say(done=len(rows), of=len(rows))
    index = PatentIndex.from_embeddings(embeds[readable], rows.select(readable), kept_name(model_name))
    index.model_probe = model_probe(model, processor)
    new = unfinished(out)
    shutil.rmtree(new, ignore_errors=True)
    index.save(new)
    new.rename(out)
    _say(indexed=len(index), patents=len(index.patents), left_out=len(rows) - len(readable))


def unfinished(out: Path) -> Path:
    """Return where an index lies while it is written."""
    return out.with_name(f".{out.name}.unfinished")


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def main(arguments: list[str]) -> int:
    """Index a source; errors are said in one line."""
    source, model, out = arguments
    said = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not be taken for progress
    sys.stdout = os.fdopen(said, "w")
    try:
        index_source(Path(source), model, Path(out))
    except (ValueError, OSError, ImportError) as error:
        _say(error=next((line for line in str(error).splitlines() if line.strip()), type(error).__name__))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
