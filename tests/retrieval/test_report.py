import csv
import html.parser
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent.retrieval import PatentIndex, results_sheet, results_table, sheet, write_report
from modeling_patent.retrieval.report import results_html

EVIL = "<script>alert('x')</script> & \"Café\" =1+1"


@pytest.fixture
def found(tmp_path):
    """An index of three patents with pictures, one of them gone since, and all its hits."""
    rows = []
    for name, patent in [("a", "p1"), ("b", "p1"), ("c", "p2"), ("d", "p3")]:
        picture = Image.new("RGB", (300, 200), "white")
        ImageDraw.Draw(picture).ellipse((100, 50, 220, 90), fill="black")
        picture.save(tmp_path / f"{name}.png")
        rows.append(
            {
                "figure_id": name,
                "patent_id": patent,
                "image": str(tmp_path / f"{name}.png"),
                "title": EVIL if name == "a" else "",
                "granted": "2020-01-02" if name != "d" else None,
                "locarno": "14-04" if name != "d" else None,
            }
        )
    index = PatentIndex.from_embeddings(np.eye(4) + 0.1, rows)
    (tmp_path / "c.png").unlink()
    return index, index.search(np.array([3.0, 1, 2, 1]))


def test_the_table_has_a_line_a_hit_in_aligned_columns(found):
    lines = results_table(found[1]).splitlines()
    assert len(lines) == 4
    starts = {line.index(word) for line, word in zip(lines, ["granted", "2020-01-02", "2020-01-02", "-"], strict=True)}
    assert len(starts) == 1
    assert lines[1].split()[:5] == ["1", "p1", "2020-01-02", "14-04", f"{found[1][0].score:.4f}"]


def test_the_table_fits_its_width_and_passes_no_control_characters(found):
    rows = [{"figure_id": "a", "patent_id": "p", "title": "\x1b[31mred\nline " + "x" * 200}]
    table = results_table(PatentIndex.from_embeddings([[1.0]], rows).search([1.0]), width=60)
    assert max(map(len, table.splitlines())) == 60
    assert len(table.splitlines()) == 2
    assert "\x1b" not in table


def test_csv_reads_back_what_the_hits_hold(found, tmp_path):
    write_report(tmp_path / "r.csv", [], found[1])
    with (tmp_path / "r.csv").open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [line["patent_id"] for line in lines] == ["p1", "p2", "p3"]
    assert lines[0]["title"] == EVIL
    assert lines[0]["figures"] == "a b"
    assert (lines[2]["granted"], lines[2]["locarno"]) == ("", "")
    assert float(lines[0]["score"]) == pytest.approx(found[1][0].score, abs=1e-6)


class Elements(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def test_html_escapes_all_text_and_needs_no_other_file(found):
    index, hits = found
    text = results_html([Image.new("L", (9, 9))], hits, index, {"<b>asked</b>": EVIL})
    page = Elements(text)
    assert not {"script", "b", "link"} & {tag for tag, _ in page.tags}
    assert "".join(page.words).count(EVIL) == 2
    sources = [attributes["src"] for tag, attributes in page.tags if tag == "img"]
    assert len(sources) == 1 + 3 + 1  # the query, p1 with its two figures (found, and another view), p3
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert "http" not in text


def test_html_says_which_picture_is_not_at_hand(found):
    index, hits = found
    assert results_html([], hits, index).count("The picture is not at hand.") == 1
    assert results_html([], hits, None).count("The picture is not at hand.") == 3
    assert "No hits." in results_html([], [], index)


def tiles(path):
    """Columns and lines of the sheet, from its size."""
    width, height = Image.open(path).size
    return (width - 2 * 40 - 300 - 28) // (252 + 28), height


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_sheet_is_a_png_with_a_tile_a_hit(found, tmp_path, count):
    index, hits = found
    results_sheet([Image.new("1", (50, 80), 1)], hits[:count], tmp_path / "r.png", index, {"granted before": "2021"})
    picture = Image.open(tmp_path / "r.png")
    assert picture.format == "PNG"
    assert tiles(tmp_path / "r.png")[0] == max(count, 1)


def test_the_sheet_draws_the_pictures_it_can_open_and_says_which_it_cannot(found, tmp_path):
    index, hits = found
    left = 40 + 300 + 2 * 28
    results_sheet([], hits, tmp_path / "r.png", index)
    page = np.asarray(Image.open(tmp_path / "r.png").convert("L"))
    # Tile 1 shows its black ellipse; tile 2, whose file is gone, holds writing only.
    dark = [(page[40 + 4 : 40 + 248, left + i * 280 + 4 : left + i * 280 + 248] < 60).mean() for i in range(3)]
    assert dark[0] > 0.1
    assert dark[2] > 0.1
    assert dark[1] < 0.02
    middle = page[40 + 60 : 40 + 200, left + 280 + 4 : left + 280 + 248]
    assert (middle < 200).sum() > 100


def test_a_report_of_another_kind_or_in_a_missing_folder_is_refused(found, tmp_path):
    with pytest.raises(ValueError, match=re.escape(".html, .csv, .png")):
        write_report(tmp_path / "r.pdf", [], found[1])
    with pytest.raises(ValueError, match="no folder"):
        write_report(tmp_path / "none" / "r.csv", [], found[1])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_a_drawing_of_any_mode_lies_on_white_paper_with_its_aspect_kept(mode):
    drawing = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(drawing).rectangle((100, 100, 299, 199), fill=0)
    deep = Image.fromarray(np.asarray(drawing).astype(np.uint16) * 257)
    drawing = deep if mode == "I;16" else drawing.convert(mode)
    paper = np.asarray(sheet.on_paper(drawing, (120, 120), 10))
    assert paper.shape == (120, 120)
    rows, columns = np.nonzero(paper < 128)
    assert (columns.min(), columns.max()) == (10, 109)
    assert (rows.min(), rows.max()) == (35, 84)


def test_what_is_transparent_is_paper():
    drawing = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    ImageDraw.Draw(drawing).line((0, 20, 40, 20), fill="black", width=4)
    assert np.mean(np.asarray(sheet.on_paper(drawing, (40, 40))) < 128) < 0.2


def test_a_blank_picture_is_blank_paper():
    assert np.asarray(sheet.on_paper(Image.new("1", (30, 70), 1), (50, 50))).min() == 255


def test_where_figures_were_searched_for_each_is_shown_itself(found):
    index, hits = found
    figures = index.search(np.array([3.0, 1, 2, 1]), per_patent=False)
    assert [sheet.shown_figures(hit, figures, index) for hit in figures] == [(hit.figure_id, []) for hit in figures]
    assert [sheet.shown_figures(hit, hits, index) for hit in hits] == [("a", ["a", "b"]), ("c", []), ("d", [])]
