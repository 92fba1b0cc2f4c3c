"""How quickly the page answers, and how it holds many at once.

`python benchmarks/page_load.py --index runs/quickstart/index --drawings runs/quickstart/corpus/Segmented` starts the
page, measures the first search and then several users who search without a pause. Prints one JSON.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np


def users_search(address: str, pictures: list[str], users: int, seconds: float) -> dict[str, Any]:
    """Let users search one picture after the other; each has a connection of its own."""
    from gradio_client import Client

    took: list[float] = []
    errors: list[str] = []
    start = threading.Barrier(users + 1)

    def user(number: int) -> None:
        rng = random.Random(number)
        client = Client(address, verbose=False)
        start.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                hits = client.predict(pictures=[rng.choice(pictures)], k=20, api_name="/search")["hits"]
                assert hits
            except Exception as error:
                errors.append(repr(error)[:200])
            else:
                took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    p50, p95, most = np.percentile(took, [50, 95, 100]).round(3).tolist() if took else (None, None, None)
    return {"users": users, "searches": len(took), "errors": len(errors), "first_error": errors[:1]} | {
        "p50_s": p50, "p95_s": p95, "max_s": most, "searches_a_second": round(len(took) / seconds, 2),
    }  # fmt: skip


def first_results(collection: Any, pictures: list[str], count: int) -> list[float]:
    """Return the seconds that what the page's button does takes, from text to HTML with pictures, for new queries."""
    from patent_demo import answers

    took = []
    for picture in pictures[:count]:
        box = json.dumps({"pictures": [{"name": "query.png", "data": picture}]})
        began = time.perf_counter()
        answers.search(collection, box, "", "", "", [], [], [], "", 0, "", False, "", 20)
        took.append(time.perf_counter() - began)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", default="runs/quickstart/index")
    parser.add_argument("--drawings", default="runs/quickstart/corpus/Segmented")
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    from patent_demo.page import launch, make_page, private_folder
    from patent_demo.serve import open_collection

    paths = sorted(Path(arguments.drawings).rglob("*.png"))
    pictures = [
        base64.b64encode(path.read_bytes()).decode() for path in random.Random(0).sample(paths, min(60, len(paths)))
    ]
    began = time.perf_counter()
    collection = open_collection(arguments.index)
    opened = time.perf_counter() - began
    first = first_results(collection, pictures, 20)
    folder = private_folder()
    page = make_page(collection)
    _, address, _ = launch(page, block=False)
    try:
        loaded = users_search(address, pictures, arguments.users, arguments.seconds)
    finally:
        page.close(verbose=False)
        folder.cleanup()
    said = {
        "patents": len(collection.index.patents),
        "figures": len(collection.index),
        "open_s": round(opened, 3),
        "first_search_s": round(first[0], 3),
        "search_p50_s": round(float(np.median(first)), 3),
        "search_max_s": round(max(first), 3),
    }
    print(json.dumps(said | loaded, indent=2))


if __name__ == "__main__":
    main()
