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

PARTIES = """<us-parties><us-applicants><us-applicant sequence="001" app-type="applicant"><addressbook>
<orgname>Cups &amp; <i>Lids</i>, Inc.</orgname><address><city>Boston</city></address></addressbook></us-applicant>
</us-applicants><inventors><inventor><addressbook><last-name>Lace</last-name><first-name>Ann</first-name></addressbook>
</inventor></inventors><agents><agent><addressbook><orgname>Lawyers</orgname></addressbook></agent></agents></us-parties>
<assignees><assignee><addressbook><orgname>CUPS  HOLDING</orgname><role>02</role></addressbook></assignee></assignees>
"""
RELATED = """<us-related-documents><continuation><relation><parent-doc><document-id><country>US</country>
<doc-number>29606243</doc-number></document-id><parent-grant-document><document-id><country>US</country>
<doc-number>D845543</doc-number></document-id></parent-grant-document></parent-doc><child-doc><document-id>
<country>US</country><doc-number>29680800</doc-number></document-id></child-doc></relation></continuation>
</us-related-documents>"""
ST32_PARTIES = """<B700><B720><B721><PARTY-US>
<NAM><FNM><PDAT>Park</PDAT></FNM><SNM><STEXT><PDAT>Kim</PDAT></STEXT></SNM></NAM><ADR><CITY><PDAT>Seoul</PDAT></CITY><CTRY><PDAT>KR</PDAT></CTRY></ADR></PARTY-US></B721></B720>
<B730><B731><PARTY-US><NAM><ONM><STEXT><PDAT>Cup Co., Ltd.</PDAT></STEXT></ONM></NAM></PARTY-US></B731>
<B732US><PDAT>03</PDAT></B732US></B730><B740><B741><PARTY-US><NAM><ONM><STEXT><PDAT>Lawyers</PDAT></STEXT></ONM></NAM>
</PARTY-US></B741></B740></B700>"""
ST32_RELATED = """<B600><B630><B631><PARENT-US><CDOC><DOC><DNUM><PDAT>29/124868</PDAT></DNUM></DOC></CDOC><PDOC><DOC>
<DNUM><PDAT>29/107998</PDAT></DNUM><CTRY><PDAT>US</PDAT></CTRY></DOC></PDOC><PSTA><PDAT>01</PDAT></PSTA><PPUB><DOC>
<DNUM><PDAT>D435854</PDAT></DNUM><CTRY><PDAT>US</PDAT></CTRY></DOC></PPUB></PARENT-US></B631></B630></B600>"""


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
    parties: str = PARTIES,
    related: str = RELATED,
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
<us-references-cited>{cited}</us-references-cited>{related}{parties}
<figures><number-of-figures>{figures}</number-of-figures></figures>
</us-bibliographic-data-grant><drawings>{drawings}</drawings>
<description><description-of-drawings>{"".join(f"<p>{text}</p>" for text in DESCRIPTIONS)}</description-of-drawings>
</description></us-patent-grant>""".encode()


def st32(
    number: str = "D0453058",
    date: str = "20020129",
    sheets: int = 2,
    figures: int = 2,
    title: str = "Drinking <HIL><ITALIC><PDAT>cup</PDAT></ITALIC></HIL> &amp; lid&mdash;lace",
    described: tuple[str, ...] = ("FIG. 1 is a perspective view of a cup;", "FIG. 2 is a front view thereof."),
    cites: tuple[tuple[str, str], ...] = (("D. 271298", ""), ("2131457", ""), ("D111111", "GB"), ("Des. 164485", "")),
    uspc: str = "D 7509",
    parties: str = ST32_PARTIES,
    related: str = ST32_RELATED,
) -> str:
    """A record of 2001 to 2004 as SGML: no XML declaration, and no slash in empty tags."""
    stem = f"US{number}-{date}"
    cited = "".join(
        f"<B561><PCIT><DOC><DNUM><PDAT>{cited}</PDAT></DNUM><DATE><PDAT>19510900</PDAT></DATE>"
        f"{f'<CTRY><PDAT>{country}</PDAT></CTRY>' if country else ''}</DOC><PARTY-US><NAM><SNM><STEXT><PDAT>Dior</PDAT>"
        f"</STEXT></SNM></NAM></PARTY-US><PNC><PDAT>D 2702</PDAT></PNC></PCIT><CITED-BY-EXAMINER></B561>\n"
        for cited, country in cites
    )
    names = [f"{stem}-D{n:05d}.TIF" for n in range(sheets + 1)]
    paragraphs = "".join(
        f'<PARA ID="P-{n}" LVL="7"><PTEXT><PDAT>{p}</PDAT></PTEXT></PARA>' for n, p in enumerate(described)
    )
    return f"""<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32 US PATENT GRANT V2.4 2000-09-20//EN" [
{"".join(f'<!ENTITY {name} SYSTEM "{name}" NDATA TIF>' for name in names)}
]>
<PATDOC DTD="2.4" STATUS="BUILD 20010518">
<SDOBI><B100><B110><DNUM><PDAT>{number}</PDAT></DNUM></B110><B130><PDAT>S1</PDAT></B130>
<B140><DATE><PDAT>{date}</PDAT></DATE></B140></B100>
<B200><B210><DNUM><PDAT>29124868</PDAT></DNUM></B210><B220><DATE><PDAT>20000613</PDAT></DATE></B220><B221US></B200>
<B500><B510><B511><PDAT>0701</PDAT></B511><B516><PDAT>7</PDAT></B516></B510>
<B520><B521><PDAT>{uspc}</PDAT></B521><B522><PDAT> D2700</PDAT></B522></B520>
<B540><STEXT><PDAT>{title}</PDAT></STEXT></B540>
<B560>{cited}<B562><NCIT><STEXT><PDAT>Catalogue, p. 37.</PDAT></STEXT></NCIT><CITED-BY-OTHER></B562></B560>
<B590><B595><PDAT>{sheets}</PDAT></B595><B596><PDAT>{figures}</PDAT></B596><B597US></B590></B500>
{related}
{parties}
</SDOBI>
<SDODE><DRWDESC><BTEXT>{paragraphs}</BTEXT></DRWDESC></SDODE>
<SDOCL><CL><CLM ID="CLM-1"><PARA ID="P-9"><PTEXT><PDAT>FIG. 7 is claimed.</PDAT></PTEXT></PARA></CLM></CL></SDOCL>
<SDODR ID="DRAWINGS">{"".join(f'<EMI ID="EMI-{n}" FILE="{name}">' for n, name in enumerate(names))}</SDODR>
</PATDOC>
"""


def st32_files(number: str = "D0453058", ending: str = "SGM", **options: Any) -> dict[str, bytes]:
    """The files of a record of 2001 to 2004 by name."""
    stem = f"US{number}-20020129"
    sheets = options.get("sheets", 2)
    made = {f"{stem}-D{n:05d}.TIF": sheet() for n in range(sheets + 1)}
    return {f"{stem}.{ending}": st32(number, **options).encode("latin-1", "xmlcharrefreplace"), **made}


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
    """Makers of USPTO records and their files, in folders and archives."""
    makers = (sheet, grant, files, st32, st32_files, unpacked, zipped, week)
    return SimpleNamespace(**{maker.__name__: maker for maker in makers})
