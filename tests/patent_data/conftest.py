"""USPTO records made for tests."""

import io
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

DESCRIPTIONS = (
    "<figref>FIG. 1</figref> is a perspective view of a cup;",
    "FIG. 2 is a front elevational\n view thereof;",
    "The broken lines form no part of the design.",
)


def sheet(turned: bool = False, size: tuple[int, int] = (60, 90)) -> bytes:
    """A bilevel TIFF with a black block near its upper left corner, or the same laid on its side."""
    pixels = np.full(size[::-1], 255, np.uint8)
    pixels[5:25, 5:15] = 0
    image = Image.fromarray(pixels).convert("1", dither=Image.Dither.NONE)
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
    data = io.BytesIO()
    image.save(data, "TIFF", compression="group4")
    return data.getvalue()


def grant(
    number: str = "D0939806",
    date: str = "20220104",
    landscape: tuple[int, ...] = (),
    sheets: int = 2,
    figures: int = 2,
    doctype: str = '<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>',
    title: str = "Drinking <i>cup</i>\n &amp; lid",
    locarno: str = "<classification-locarno><edition>13</edition><main-classification>0701</main-classification>"
    "</classification-locarno>",
) -> bytes:
    stem = f"US{number}-{date}"
    turned = dict.fromkeys(landscape, ' orientation="landscape"')
    drawings = "".join(
        f'<figure><img file="{stem}-D{n:05d}.TIF"{turned.get(n, "")}/></figure>' for n in range(sheets + 1)
    )
    cited = "".join(
        f"<us-citation><patcit><document-id><country>{country}</country><doc-number>{cites}</doc-number>"
        f"<date>20130101</date></document-id></patcit><classification-national><main-classification>D 7500"
        f"</main-classification></classification-national></us-citation>"
        for country, cites in (
            ("US", "D696677"),
            ("US", "9876543"),
            ("EM", "D111111"),
            ("US", "D696677"),
            ("US", "D5X"),
        )
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{doctype}
<us-patent-grant><us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>S1</kind>
<date>{date}</date></document-id></publication-reference>{locarno}
<classification-national><country>US</country><main-classification>D 7509</main-classification>
</classification-national><invention-title id="t">{title}</invention-title>
<us-references-cited>{cited}</us-references-cited>
<figures><number-of-figures>{figures}</number-of-figures></figures>
</us-bibliographic-data-grant><drawings>{drawings}</drawings>
<description><description-of-drawings>{"".join(f"<p>{text}</p>" for text in DESCRIPTIONS)}</description-of-drawings>
</description></us-patent-grant>""".encode()


def files(number: str = "D0939806", landscape: tuple[int, ...] = (), **options: Any) -> dict[str, bytes]:
    """A record's files by name."""
    stem = f"US{number}-20220104"
    made = {f"{stem}-D{n:05d}.TIF": sheet(n in landscape) for n in range(3)}
    return {f"{stem}.XML": grant(number, landscape=landscape, **options), **made}


def unpacked(folder: Path, content: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder


def zipped(content: dict[str, bytes], folder: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in content.items():
            archive.writestr(folder + name, value)
    return data.getvalue()


def week(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.fixture(scope="session")
def uspto() -> SimpleNamespace:
    """Makers of USPTO records: `sheet`, `grant`, `files`, `unpacked`, `zipped`, `week`."""
    return SimpleNamespace(sheet=sheet, grant=grant, files=files, unpacked=unpacked, zipped=zipped, week=week)
