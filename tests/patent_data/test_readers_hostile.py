"""No damage to a source is a traceback, and none leads a reader out of its folder."""

import gzip
import json
import os
import tempfile
from pathlib import Path

import datasets
import pytest
from hypothesis import HealthCheck, example, given, settings

import patent_data
from modeling_patent.encoding import open_picture
from modeling_patent.rows import UPRIGHT, row_features

from . import hostile

EXAMPLES = int(os.environ.get("PATENT_FUZZ", "120"))
SECRET = hostile.picture(mode="L")
LOADS = {
    "deeppatent2": patent_data.load_deeppatent2,
    "deeppatent": patent_data.load_deeppatent,
    "impact": patent_data.load_impact,
    "uspto": patent_data.load_uspto,
    "figures": patent_data.load_figures,
}


@pytest.fixture(scope="module", params=sorted(hostile.SOURCES))
def source(request):
    return LOADS[request.param.split()[0]], hostile.SOURCES[request.param]()


def read(load, root):
    return list(load(root, streaming=True).cast_column("image", datasets.Image(decode=False)))


def test_without_damage_the_source_is_read(source, tmp_path):
    load, files = source
    hostile.write(tmp_path, files)
    rows = read(load, tmp_path)
    assert len(rows) >= 5 and all(open_picture(row["image"]).size for row in rows)


def survives(load, files, damages):
    """Read a damaged source: all it may do is to leave out, or to stop with one line."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "source"
        root.mkdir()
        (root.parent / "secret.png").write_bytes(SECRET)
        hostile.write(root, hostile.damage(files, damages))
        try:
            rows = read(load, root)
        except (ValueError, OSError) as error:
            assert str(error).strip() and len(str(error).splitlines()) == 1, error
            return
        features = row_features()
        for row in rows:
            features.encode_example(row)
            assert row["figure_id"] and row["patent_id"] and row["image"]["bytes"] != SECRET
            place = Path(row["image"]["path"].removesuffix(UPRIGHT))
            assert Path(os.path.normpath(place)).is_relative_to(root)
            try:
                open_picture(row["image"])
            except ValueError as error:
                assert str(error)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 1000)
@given(damages=hostile.damages)
@example(damages=[])
def test_damage_is_counted_or_one_line(source, damages):
    survives(*source, damages)


@pytest.fixture(scope="module", params=["uspto", "st32", "impact", "deeppatent2", "deeppatent"])
def real_source(request, real_data):
    """Some real files of each kind; pictures are made where the sample has none."""
    files = {}
    if request.param in ("uspto", "impact"):
        for path in sorted((real_data / "impact_sample" / "USD0937859-20211207").iterdir()):
            files[f"{path.parent.name}/{path.name}"] = path.read_bytes()
    if request.param == "impact":
        lines = (real_data / "impact_sample" / "sample_data.csv").read_bytes().splitlines(keepends=True)
        files["2021.csv"] = b"".join(lines[:2])
    elif request.param == "st32":
        record = next(path for path in (real_data / "uspto_xml").iterdir() if "D0435854" in path.name)
        files = {record.name: record.read_bytes()}
        for sheet in range(5):
            files[f"USD0435854-20010102-D{sheet:05d}.TIF"] = hostile.picture("TIFF")
    elif request.param == "deeppatent2":
        pictures = sorted(
            (real_data / "deeppatent2_samples" / "segmented_png").iterdir(), key=lambda p: p.stat().st_size
        )
        names = [path.name for path in pictures[:3]]
        records = [hostile.record(1, 1, patentID=name[:19], subfigure_file=name) for name in names]
        files = {f"Segmented/{path.name}": path.read_bytes() for path in pictures[:3]}
        files["design2017.json"] = json.dumps(records).encode()
    elif request.param == "deeppatent":
        for name in ("val_query_patent.txt", "val_db_patent.txt"):
            packed = (real_data / "deeppatent_v1_lists" / f"{name}.gz").read_bytes()
            lines = gzip.decompress(packed).splitlines(keepends=True)[:8]
            files[f"{name}.gz"] = gzip.compress(b"".join(lines))
            files |= {line.split()[0].decode(): hostile.picture() for line in lines}
    return LOADS["uspto" if request.param == "st32" else request.param], files


@pytest.mark.real_data
@settings(
    max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=EXAMPLES < 1000
)
@given(damages=hostile.damages)
@example(damages=[])
def test_damaged_real_files_are_counted_or_one_line(real_source, damages):
    survives(*real_source, damages)


@pytest.mark.real_data
def test_the_real_files_are_read(real_source, tmp_path):
    load, files = real_source
    hostile.write(tmp_path, files)
    assert len(read(load, tmp_path)) >= 2
