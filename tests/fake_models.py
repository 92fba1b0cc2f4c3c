"""Stand-ins for the models that write texts, without a server."""

import json
import random
import re
import threading
import time

from PIL import Image
from pyarrow import parquet

from modeling_patent.rows import make_row
from patent_data.enrich import BackendError, Reply


def figures(count, **known):
    known = {"object_name": "Desk lamp", "locarno": "26-05", "viewpoint": "front"} | known
    return [make_row(Image.new("L", (9, 9), 255), f"f{n}", f"p{n}", **known) for n in range(count)]


class Fake:
    """A model that notes what it is asked, how many calls run at once, and gives what `answer` says."""

    def __init__(self, answer, model="pen", workers=1, delay=0.0):
        self.answer, self.model, self.workers, self.delay = answer, model, workers, delay
        self.asked, self.lock, self.now, self.most, self.stopped = [], threading.Lock(), 0, 0, False

    def __call__(self, first, second):
        with self.lock:
            self.asked.append((first, second))
            number = len(self.asked)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if self.stopped:
                raise BackendError("stopped", fatal=True)
            time.sleep(self.delay)
            said = self.answer(number, second)
            return said if isinstance(said, Reply) else Reply(said, f"{self.model}-2024", 100, 10)
        finally:
            with self.lock:
                self.now -= 1

    def start(self):
        self.stopped = False

    def stop(self):
        self.stopped = True


def texts_for(number, prompt, count=None):
    """As many different texts as the prompt asks for."""
    asked = re.findall(r"Write (\d+) (?:distinct|more)", prompt)
    rng = random.Random(f"{number} {prompt}")
    words = ["".join(rng.choices("aeioulmnrst", k=7)) for _ in range(3 * (count or int(asked[-1])))]
    texts = [f"A desk lamp, {' '.join(words[at : at + 3])}." for at in range(0, len(words), 3)]
    return json.dumps({"texts": texts, "synonyms": ["reading light"]})


def writer(**options):
    return Fake(texts_for, **options)


def eye(said="The shade is a cone. The foot is a disc.", **options):
    return Fake(lambda *_: said, model="eye", **options)


def read(out):
    return {row["figure_id"]: row for row in parquet.read_table(out).to_pylist()}
