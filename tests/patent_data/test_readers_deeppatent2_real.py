"""Real pictures of DeepPatent2, packed as a release is."""

from pathlib import Path

import pytest

from patent_data import load_deeppatent2
from tests.patent_data.test_readers_deeppatent2_archives import split, tarred, text_of, write, zipped

pytestmark = pytest.mark.real_data


def test_real_pictures_come_out_of_the_parts_as_they_went_in(real_data: Path, tmp_path: Path) -> None:
    sample = real_data / "deeppatent2_samples"
    sheets = {f"Original/{path.name}": path.read_bytes() for path in (sample / "original_png").glob("*.png")}
    figures = {f"Segmented/{path.name}": path.read_bytes() for path in (sample / "segmented_png").glob("*.png")}
    records = [{"subfigure_file": Path(name).name} for name in figures] + [{"figure_file": name} for name in sheets]
    packed = {"Segmented.tar.gz": tarred(figures), "Original.tar.gz": tarred(sheets)}
    whole = zipped({"design2020.json": text_of(records)} | packed)
    root = write(tmp_path / "r", split(whole, ["2020.aa", "2020.ab", "2020.ac"]))
    rows = load_deeppatent2(root, cache_dir=tmp_path / "cache")
    assert {f"{name}.png" for name in rows["figure_id"]} == {Path(name).name for name in (*sheets, *figures)}
    assert {row["image"].mode for row in rows if row["figures_on_sheet"] == 1} == {"RGB"}
    assert {row["image"].mode for row in rows if row["figures_on_sheet"] is None} == {"1"}
    assert "Left out" not in rows.info.description
