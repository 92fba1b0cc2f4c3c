"""Preparing a scanned sheet against the default image processor of transformers: file to model input, on one core.

The files are 1-bit 300-dpi sheets of 2,250 x 2,900 pixels at most, drawn here, as TIFF (CCITT Group 4) and as PNG; with
--folder any TIFF and PNG files below it. `decode` is Pillow alone, which both need.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import transformers
from PIL import Image, ImageDraw
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from modeling_patent import PatentImageProcessor

SHEETS, RUNS = 40, 3


def draw_sheets(folder: Path) -> list[Path]:
    """Draw sheets of lines and arcs, about 2 % of them ink as in real ones."""
    rng = np.random.default_rng(0)
    paths = []
    for number in range(SHEETS):
        size = rng.integers((1100, 900), (2250, 2900))
        sheet = Image.new("1", tuple(size.tolist()), 1)
        pen = ImageDraw.Draw(sheet)
        for _ in range(60):
            x, y, right, bottom = np.sort(rng.random((2, 2)), axis=0).ravel() * np.tile(size, 2)
            pen.line((x, y, right, bottom), fill=0, width=4)
            pen.arc((x, y, right, bottom), 0, int(rng.integers(60, 360)), fill=0, width=4)
        paths += [folder / f"{number}.tif", folder / f"{number}.png"]
        sheet.save(paths[-2], compression="group4")
        sheet.save(paths[-1])
    return paths


def decode(path: Path) -> Image.Image:
    """Open a picture and read it."""
    picture = Image.open(path)
    picture.load()
    return picture


def milliseconds(prepare: Callable[[Path], object], paths: list[Path]) -> float:
    """Return the CPU time a file, median of some runs."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        for path in paths:
            prepare(path)
        times.append(1000 * (time.process_time() - started) / len(paths))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="real sheets in place of drawn ones")
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    default = ViTImageProcessorPil()
    with tempfile.TemporaryDirectory() as drawn:
        paths = sorted(folder.rglob("*")) if folder else draw_sheets(Path(drawn))
        for endings in ((".tif", ".tiff"), (".png",)):
            some = [path for path in paths if path.suffix.lower() in endings]
            if not some:
                continue
            megapixels = statistics.median(np.prod(Image.open(path).size) / 1e6 for path in some)
            print(f"{len(some)} files {endings[0]}, median {megapixels:.1f} million pixels, ms a file")
            print(f"  decode: {milliseconds(decode, some):.2f}")
            peer = milliseconds(lambda path: default(decode(path).convert("RGB"), return_tensors="pt"), some)
            print(f"  ViTImageProcessorPil, 224 px, transformers {transformers.__version__}: {peer:.2f}")
            for size in (224, 96):
                ours = PatentImageProcessor(size=size)
                mine = milliseconds(lambda path, ours=ours: ours(decode(path), return_tensors="pt"), some)  # type: ignore[misc]
                print(f"  PatentImageProcessor, {size} px: {mine:.2f}, ratio {peer / mine:.1f}")


if __name__ == "__main__":
    main()
