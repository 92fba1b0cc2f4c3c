"""What the tests of Parquet shards share: pictures, rows of every kind of value, and what is to come back of them."""

import datetime
import functools
import subprocess
import sys
from pathlib import Path

import datasets
from PIL import Image

from modeling_patent.rows import UPRIGHT, make_row, row_features
from patent_data.parquet import write_parquet

ROOT = Path(__file__).parents[2]
FIGURES = 25


def draw_pictures(folder):
    """Figures of several kinds, of which each is another."""
    folder.mkdir()
    for number in range(FIGURES):
        picture = Image.new("1" if number % 3 else "RGB", (20 + number, 30), 1)
        picture.putpixel((number, 3), 0)
        picture.save(folder / f"{number}.{'tif' if number % 5 == 1 else 'png'}")
    return folder


def dataset(pictures, **changed):
    """Rows with every kind of value: nulls, empty lists, dates, small numbers, Unicode, pictures as paths and bytes."""
    rows = []
    for number, path in enumerate(sorted(pictures.iterdir(), key=lambda path: int(path.stem))):
        day = None if number % 7 == 0 else datetime.date(2016, 1, 1) + datetime.timedelta(100 * (number // 2))
        row = make_row(str(path), f"f{number}", f"USD{number // 2:07d}", day, title="Tässe, “groß” 茶碗 \U0001f375")
        row |= {"locarno": ["06-01", "14-04", "14", None][number % 4], "locarno_edition": [11, 127, None][number % 3]}
        row |= {"figures_on_sheet": [1, None, 9][number % 3], "caption": ["", None, "a\nb"][number % 3]}
        row |= {"texts": [[], ["a"], ["b", "", "ö"]][number % 3], "cites": None if number == 4 else ["USD0000001"]}
        row |= {"applicants": [[], ["Tässe AG", "Lid, Inc."]][number % 2], "related": ["USD0000002"] * (number % 3)}
        rows.append(row)
    rows[1]["image"] = {"path": f"/far/away/week.tar/sheet.tif{UPRIGHT}", "bytes": Path(rows[1]["image"]).read_bytes()}
    rows[2]["image"] = {"path": None, "bytes": Path(rows[2]["image"]).read_bytes()}
    rows[3]["image"] = None
    for name, value in changed.items():
        rows[8][name] = value
    return datasets.Dataset.from_list(rows, features=row_features())


def splits(pictures, **changed):
    rows = dataset(pictures, **changed)
    return datasets.DatasetDict(
        train=rows.select([*range(0, 18, 2), *range(1, 18, 2)]), test=rows.select(range(18, 25))
    )


def expected(rows):
    """The rows as they are to come back: pictures as the bytes and the name of their files."""
    found = []
    for row in rows.cast_column("image", datasets.Image(decode=False)):
        image = row["image"]
        if image is not None:
            name = image["path"] and Path(image["path"]).name
            image = {"bytes": image["bytes"] or Path(image["path"]).read_bytes(), "path": name}
        found.append(row | {"image": image})
    return found


def loaded(folder, cache, **options):
    return datasets.load_dataset(str(folder), cache_dir=str(cache), **options)


def undecoded(rows):
    return list(rows.cast_column("image", datasets.Image(decode=False)))


def shards(folder):
    return {path.name: path.stat().st_mtime_ns for path in (folder / "data").iterdir()}


def everything(folder):
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


write = functools.partial(write_parquet, shard_rows=7, progress=False)


def run(code, *arguments, **environment):
    environment |= {"OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{ROOT / 'data'}"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
