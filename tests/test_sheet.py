import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from modeling_patent.components_patent import components
from modeling_patent.sheet_patent import cut_sheet, find_labels, remove_labels, split_sheet

LABELS = ["FIG. 1", "FIG.10", "FIG. 3A", "FIG. 2-1", "FIG 7", "Fig. 4", "Fig. 12B", "FIGURE 5", "Figure 8"]
NO_LABELS = [
    "FIG",
    "FIG.",
    "CONFIG. 1",
    "PIG. 1",
    "FLG. 1",
    "FIT 3",
    "FACE 12",
    "Time Limit",
    "12:45 PM",
    "EIC. 1",
    "FIFA 22",
]


def flood_fill(mask):
    """Number the 8-connected components one pixel after the other."""
    number = np.zeros(mask.shape, dtype=int)
    count = 0
    for start in zip(*np.nonzero(mask), strict=True):
        if number[start]:
            continue
        count += 1
        number[start] = count
        todo = [start]
        while todo:
            row, column = todo.pop()
            for r, c in itertools.product((row - 1, row, row + 1), (column - 1, column, column + 1)):
                if 0 <= r < mask.shape[0] and 0 <= c < mask.shape[1] and mask[r, c] and not number[r, c]:
                    number[r, c] = count
                    todo.append((r, c))
    return number


def comb(teeth_up):
    mask = np.zeros((9, 41), dtype=bool)
    mask[:, ::2] = True
    mask[-1 if teeth_up else 0] = True
    return mask


def spiral(side=41):
    mask = np.zeros((side, side), dtype=bool)
    row, column, length, step = 0, 0, side - 1, 0
    while length > 0:
        for _ in range(length):
            mask[row, column] = True
            row, column = [(row, column + 1), (row + 1, column), (row, column - 1), (row - 1, column)][step % 4]
        step += 1
        length -= 2 * (step % 2 == 1 and step > 1)
    return mask


def masks():
    rng = np.random.default_rng(0)
    yield from (np.zeros((5, 7), bool), np.ones((5, 7), bool), np.ones((1, 1), bool), np.zeros((1, 1), bool))
    yield from (
        np.zeros((0, 4), bool),
        np.zeros((4, 0), bool),
        comb(True),
        comb(False),
        spiral(),
        np.eye(20, dtype=bool),
    )
    for _ in range(60):
        yield rng.random(rng.integers(1, 40, 2)) < rng.uniform(0.05, 0.8)


@pytest.mark.parametrize("mask", list(masks()), ids=lambda mask: f"{mask.shape}")
def test_components_are_those_of_flood_fill_and_of_scipy(mask):
    number = flood_fill(mask)
    parts = components(mask)
    assert len(parts.boxes) == number.max(initial=0) == ndimage.label(mask, np.ones((3, 3)))[1]
    seen = []
    for k, box in enumerate(parts.boxes.tolist()):
        whole = parts.draw(np.array([k]), (0, 0, mask.shape[1], mask.shape[0]))
        (name,) = np.unique(number[whole])
        assert np.array_equal(whole, number == name)
        rows, columns = np.nonzero(whole)
        assert box == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert parts.areas[k] == whole.sum()
        seen.append(name)
    assert seen == sorted(seen)  # in the order of their topmost, then leftmost run


def test_a_drawn_box_holds_what_lies_in_it():
    mask = np.random.default_rng(1).random((30, 40)) < 0.5
    parts = components(mask)
    everything = np.arange(len(parts.boxes))
    for box in ((0, 0, 40, 30), (3, 5, 22, 17), (39, 29, 40, 30)):
        assert np.array_equal(parts.draw(everything, box), mask[box[1] : box[3], box[0] : box[2]])
    assert not parts.draw(everything[:0], (0, 0, 4, 4)).any()


def sheet(size=(1000, 1400)):
    picture = Image.new("1", size, 1)
    return picture, ImageDraw.Draw(picture)


def write(draw, at, text, size=40):
    """Write a text and return its ink box."""
    font = ImageFont.load_default(size)
    draw.text(at, text, fill=0, font=font)
    alone = Image.new("1", (1600, 2000), 0)
    ImageDraw.Draw(alone).text(at, text, fill=1, font=font)
    return alone.getbbox()


def drawing(draw, box):
    """Draw a thing of a few parts, one of them in broken lines."""
    left, top, right, bottom = box
    draw.rectangle(box, outline=0, width=3)
    draw.ellipse((left + 30, top + 30, left + 110, top + 110), outline=0, width=3)
    for x in range(left + 10, right - 30, 30):
        draw.line((x, bottom - 20, x + 15, bottom - 20), fill=0, width=3)


def same(found, expected, by=2):
    return len(found) == len(expected) and np.abs(np.array(found) - np.array(expected)).max(initial=0) <= by


@pytest.mark.parametrize("size", [18, 32, 60, 90])
@pytest.mark.parametrize("text", LABELS)
def test_a_label_is_found_in_any_size(text, size):
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    label = write(draw, (350, 900), text, size)
    assert same(find_labels(picture), [label])


@pytest.mark.parametrize("text", [*LABELS, "1.1", "2.13"])
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_label_on_its_side_is_found(text, turn):
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    left, top, right, bottom = write(draw, (400, 900), text)
    width, height = picture.size
    turned = (top, width - right, bottom, width - left)
    if turn == Image.Transpose.ROTATE_270:
        turned = (height - bottom, left, height - top, right)
    assert same(find_labels(picture.transpose(turn)), [turned])


@pytest.mark.parametrize("text", NO_LABELS)
def test_other_text_is_no_label(text):
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    write(draw, (350, 900), text)
    assert find_labels(picture) == []
    assert remove_labels(picture) is picture


def test_a_number_like_1_1_is_a_label_only_where_it_stands_alone():
    picture, draw = sheet()
    drawing(draw, (100, 300, 900, 900))
    label = write(draw, (40, 40), "1.1")
    assert same(find_labels(picture), [label])
    write(draw, (200, 500), "2.5")  # in the frame of the drawing
    assert same(find_labels(picture), [label])
    write(draw, (140, 40), "km")
    assert find_labels(picture) == []


def test_an_underlined_label_goes_with_its_line():
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    left, _, right, bottom = write(draw, (400, 900), "FIG-1")
    draw.line((left - 8, bottom + 10, right + 8, bottom + 10), fill=0, width=4)
    before = np.asarray(picture)[:800]
    after = np.asarray(remove_labels(picture))
    assert after[800:].all() and np.array_equal(after[:800], before)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "I", "F", "LA"])
def test_a_label_is_removed_from_a_picture_of_any_mode_and_nothing_else(mode):
    picture, draw = sheet((600, 700))
    drawing(draw, (50, 50, 550, 400))
    clean = np.asarray(picture)
    write(draw, (200, 500), "FIG. 1")
    changed = remove_labels(picture.convert(mode))
    assert changed.mode == ("1" if mode == "1" else "L")
    assert np.array_equal(np.asarray(changed.convert("1")), clean)


def test_the_gray_seam_of_a_label_goes_too():
    picture, draw = sheet((1200, 1400))
    drawing(draw, (100, 100, 1100, 800))
    clean = np.asarray(picture.convert("L").reduce(2))
    write(draw, (400, 1000), "FIG. 1", 80)
    assert np.array_equal(np.asarray(remove_labels(picture.convert("L").reduce(2))), clean)


def test_a_line_between_the_letters_stays():
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    font = ImageFont.load_default(40)
    x = 352 + draw.textlength("FIG.", font=font)
    draw.line((x, 700, x, 1300), fill=0, width=2)
    clean = np.asarray(picture)
    write(draw, (350, 900), "FIG. 1")
    assert not np.array_equal(np.asarray(picture), clean)
    assert np.array_equal(np.asarray(remove_labels(picture)), clean)


def test_a_label_that_touches_the_drawing_stays():
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    _, top, _, bottom = write(draw, (350, 900), "FIG. 1")
    draw.line((100, (top + bottom) // 2, 900, (top + bottom) // 2), fill=0, width=3)
    assert remove_labels(picture) is picture


def test_salt_does_not_hide_a_label_nor_make_one():
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    label = write(draw, (350, 900), "FIG. 1")
    ink = np.asarray(picture).copy()
    ink[np.random.default_rng(0).random(ink.shape) < 2e-4] = False
    found = find_labels(Image.fromarray(ink))
    assert len(found) == 1 and np.abs(np.array(found[0]) - label).max() < 25


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (7, 7), (400, 300)])
@pytest.mark.parametrize("mode", ["1", "L", "I", "RGBA"])
def test_blank_and_black_pictures_are_left_alone(size, mode):
    for fill in (0, 1):
        picture = Image.new("1", size, fill).convert(mode)
        assert find_labels(picture) == [] and remove_labels(picture) is picture
        assert split_sheet(picture) == ([] if fill else [(0, 0, *size)])
        assert cut_sheet(picture)[0][0] is picture


@pytest.mark.parametrize("seed", range(12))
def test_random_ink_gives_boxes_inside_the_picture(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(2, 260, 2)
    ink = rng.random((height, width)) < rng.choice([0.001, 0.02, 0.2, 0.6])
    picture = Image.fromarray(~ink)
    assert find_labels(picture) == [] and remove_labels(picture) is picture
    for left, top, right, bottom in split_sheet(picture):
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert sum(np.sum(~np.asarray(cut)) for cut, _ in cut_sheet(picture)) == ink.sum()


def test_figures_are_told_apart_by_their_labels_in_reading_order():
    picture, draw = sheet((1600, 2000))
    boxes = [(100, 100, 700, 700), (850, 120, 1500, 650), (300, 1100, 1300, 1600)]
    expected = []
    for number, box in enumerate(boxes, 1):
        drawing(draw, box)
        bottom = write(draw, (box[0] + 200, box[3] + 60), f"FIG. {number}")[3]
        expected.append((box[0], box[1], box[2] + 1, bottom))
    assert same(split_sheet(picture), expected)


def test_labels_decide_whether_parts_are_figures():
    picture, draw = sheet((1600, 1200))
    drawing(draw, (100, 100, 700, 700))
    drawing(draw, (1000, 100, 1500, 700))
    assert len(split_sheet(picture)) == 2  # alike, and far apart
    write(draw, (600, 900), "FIG. 1")
    assert len(split_sheet(picture)) == 1  # an exploded view
    write(draw, (1200, 800), "FIG. 2")
    assert len(split_sheet(picture)) == 2


def test_without_labels_a_figure_in_parts_stays_whole():
    picture, draw = sheet((1000, 1000))
    drawing(draw, (100, 100, 500, 500))
    draw.ellipse((540, 250, 600, 310), outline=0, width=3)  # near
    draw.ellipse((900, 900, 960, 960), outline=0, width=3)  # small
    for y in range(510, 900, 25):
        draw.line((300, y, 300, y + 12), fill=0, width=3)
    assert len(split_sheet(picture)) == 1


def test_what_lies_inside_a_figure_is_part_of_it():
    picture, draw = sheet((1600, 1600))
    draw.rectangle((100, 100, 1500, 1100), outline=0, width=3)
    for left in (300, 900):
        draw.rectangle((left, 400, left + 300, 800), outline=0, width=3)
    write(draw, (600, 1200), "FIG. 1")
    write(draw, (1100, 1200), "FIG. 2")
    assert len(split_sheet(picture)) == 1


def test_figures_whose_boxes_overlap_are_cut_clean():
    picture, draw = sheet((1400, 1400))
    draw.line((100, 100, 100, 900, 700, 900), fill=0, width=5)
    draw.line((400, 150, 1200, 150, 1200, 1000), fill=0, width=5)
    write(draw, (200, 1000), "FIG. 1")
    write(draw, (1100, 1100), "FIG. 2")
    whole = cut_sheet(picture)
    bare = cut_sheet(picture, without_labels=True)
    assert [box for _, box in whole] == split_sheet(picture) and len(whole) == len(bare) == 2
    ink = sum(np.sum(~np.asarray(cut)) for cut, _ in whole)
    assert ink == np.sum(~np.asarray(picture))  # nothing is lost, nothing is there twice
    assert ink > sum(np.sum(~np.asarray(cut)) for cut, _ in bare)
    assert all(find_labels(cut) == [] for cut, _ in bare)
    assert all(cut.mode == "1" and cut.size == (r - x, b - t) for cut, (x, t, r, b) in whole)


def test_a_sheet_with_one_figure_is_the_same_object():
    picture, draw = sheet()
    drawing(draw, (100, 100, 900, 700))
    write(draw, (350, 900), "FIG. 1")
    ((same_picture, box),) = cut_sheet(picture)
    assert same_picture is picture and box == (0, 0, *picture.size)
    ((bare, _),) = cut_sheet(picture, without_labels=True)
    assert bare.size == picture.size and find_labels(bare) == []


@pytest.mark.real_data
def test_labels_and_figures_of_real_sheets_are_found(real_data):
    truth = json.loads((Path(__file__).parents[1] / "benchmarks" / "sheet_truth.json").read_text())
    paths = sorted((real_data / "impact_sample").glob("*/*.TIF"))[::6]
    known = [(path, truth[path.stem]) for path in paths if path.stem in truth]
    labels = figures = wrong = 0
    for path, there in known:
        picture = Image.open(path)  # as filed: some lie on their side
        found = len(find_labels(picture))
        labels += found
        wrong += found > len(there["labels"])
        figures += len(split_sheet(picture)) == there["figures"]
    assert len(known) > 50 and wrong == 0
    assert labels >= 0.97 * sum(len(there["labels"]) for _, there in known)
    assert figures >= 0.97 * len(known)


@pytest.mark.real_data
def test_no_label_is_found_on_gazette_copies(real_data):
    paths = sorted((real_data / "impact_sample").glob("*/*D00000.TIF"))[::2]
    assert len(paths) == 25 and sum(len(find_labels(Image.open(path))) for path in paths) == 0
