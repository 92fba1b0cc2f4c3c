import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent.image_processing_patent import prepare_figure
from modeling_patent.pixels_patent import to_gray
from modeling_patent.retrieval.region import cut_region, cut_regions


def scribble(size=(90, 60), seed=0):
    rng = np.random.default_rng(seed)
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        pen.line(rng.integers(0, np.tile(size, 2)).tolist(), fill=int(rng.integers(160)), width=2)
    return picture


def transparent(picture):
    ink = picture.point([255 - v for v in range(256)])
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    layer.paste((20, 20, 20, 255), mask=ink)
    return layer


def palette_with_transparency(picture):
    buffer = io.BytesIO()
    indexed = picture.convert("1").convert("P")
    indexed.save(buffer, format="PNG", transparency=int(np.asarray(indexed).max()))
    return Image.open(io.BytesIO(buffer.getvalue()))


def group4(picture):
    buffer = io.BytesIO()
    picture.convert("1").save(buffer, format="TIFF", compression="group4")
    return Image.open(io.BytesIO(buffer.getvalue()))


KINDS = {
    "gray": lambda picture: picture,
    "bilevel": lambda picture: picture.convert("1"),
    "group4": group4,
    "rgb": lambda picture: picture.convert("RGB"),
    "cmyk": lambda picture: picture.convert("RGB").convert("CMYK"),
    "palette": lambda picture: picture.convert("P"),
    "transparent": transparent,
    "transparent palette": palette_with_transparency,
    "16 bit": lambda picture: Image.fromarray(np.asarray(picture).astype(np.uint16) * 257),
    "float": lambda picture: Image.fromarray(np.asarray(picture).astype(np.float32)),
}


def slow_cut(picture, inside):
    gray = np.asarray(to_gray(picture)).copy()
    for y in range(gray.shape[0]):
        for x in range(gray.shape[1]):
            if not inside(x, y):
                gray[y, x] = 255
    return gray


@pytest.mark.parametrize("kind", KINDS)
def test_outside_a_box_all_is_paper_and_inside_nothing_changes(kind):
    picture = KINDS[kind](scribble())
    before = picture.tobytes()
    cut = cut_region(picture, (0.1, 0.25, 0.7, 0.9))
    # 0.1 x 90 = 9, 0.7 x 90 = 63; 0.25 x 60 = 15, 0.9 x 60 = 54
    expected = slow_cut(picture, lambda x, y: 9 <= x < 63 and 15 <= y < 54)
    assert cut.mode == ("1" if kind in ("bilevel", "group4") else "L")
    np.testing.assert_array_equal(np.asarray(cut.convert("L")), expected)
    assert (expected < 229).any()
    assert picture.tobytes() == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_picture_as_region_changes_no_figure(kind):
    picture = KINDS[kind](scribble())
    for whole in ((0, 0, 1, 1), np.ones((3, 5), dtype=bool)):
        np.testing.assert_array_equal(prepare_figure(cut_region(picture, whole), 32), prepare_figure(picture, 32))


def test_the_ink_that_is_left_frames_the_figure():
    picture = scribble((400, 300))
    cut = cut_region(picture, (0.25, 0, 0.75, 0.5))
    np.testing.assert_array_equal(prepare_figure(cut, 48), prepare_figure(picture.crop((100, 0, 300, 150)), 48))


@pytest.mark.parametrize("size", [(90, 60), (45, 30), (180, 120), (9, 60), (31, 77)])
@pytest.mark.parametrize("form", ["array", "numbers", "gray", "bilevel", "strokes"])
def test_a_mask_of_any_size_is_scaled_to_the_picture(size, form):
    picture = scribble()
    rng = np.random.default_rng(size[0])
    marked = rng.random(size[::-1]) < 0.3
    masks = {
        "array": marked,
        "numbers": marked * 3.5,
        "gray": Image.fromarray(np.where(marked, 200, 90).astype(np.uint8)),
        "bilevel": Image.fromarray(marked),
        "strokes": Image.fromarray(np.dstack([np.zeros((*marked.shape, 3)), marked * 100]).astype(np.uint8)),
    }

    def inside(x, y):  # some pixel of the mask that overlaps this one is marked
        width, height = size
        columns = range(int(x * width / 90), int(np.ceil((x + 1) * width / 90 - 1e-9)))
        rows = range(int(y * height / 60), int(np.ceil((y + 1) * height / 60 - 1e-9)))
        return any(marked[row, column] for row in rows for column in columns)

    cut = np.asarray(cut_region(picture, masks[form]))
    # what is marked stays, and nothing but what a marked pixel of the mask overlaps
    sure = np.asarray(Image.fromarray(marked).resize((90, 60), Image.Resampling.NEAREST))
    np.testing.assert_array_equal(cut[sure], np.asarray(picture)[sure])
    outside = np.array([[not inside(x, y) for x in range(90)] for y in range(60)])
    assert (cut[outside] == 255).all()


def test_a_mask_of_the_size_of_a_box_equals_the_box():
    mask = np.zeros((60, 90), dtype=bool)
    mask[15:54, 9:63] = True
    picture = scribble()
    assert cut_region(picture, mask).tobytes() == cut_region(picture, (0.1, 0.25, 0.7, 0.9)).tobytes()


def test_a_thin_stroke_of_a_large_mask_is_not_lost():
    mask = np.zeros((6000, 9000), dtype=bool)
    mask[3000, :] = True
    cut = np.asarray(cut_region(Image.new("L", (90, 60), 0), mask))
    np.testing.assert_array_equal(np.flatnonzero((cut == 0).all(axis=1)), [30])
    assert (np.delete(cut, 30, axis=0) == 255).all()


def test_an_opaque_mask_is_marked_where_it_is_white():
    mask = Image.new("RGBA", (90, 60), (0, 0, 0, 255))
    mask.paste((255, 255, 255, 255), (0, 0, 45, 60))
    cut = np.asarray(cut_region(Image.new("L", (90, 60), 0), mask))
    assert (cut[:, :45] == 0).all()
    assert (cut[:, 45:] == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_a_region_is_of_the_upright_picture(mode, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by a quarter
    picture = Image.new("L", (40, 20), 255)
    picture.paste(0, (0, 10, 10, 20))  # shown at the top left
    picture.convert(mode).save(tmp_path / "turned.png", exif=exif)
    cut = cut_region(Image.open(tmp_path / "turned.png"), (0, 0, 0.5, 0.25))
    assert cut.size == (20, 40)
    np.testing.assert_array_equal(np.argwhere(np.asarray(cut) == 0)[[0, -1]], [[0, 0], [9, 9]])


def test_the_thinnest_region_holds_a_pixel():
    picture = Image.new("1", (30, 30), 0)
    for region in ((0, 0, 1e-9, 1e-9), (1 - 1e-9, 1 - 1e-9, 1, 1), (0.5, 0.5, 0.5001, 0.5001)):
        assert (np.asarray(cut_region(picture, region)) == 0).sum() == 1


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ((0.5, 0, 0.5, 1), r"the region \(0.5, 0, 0.5, 1\) is empty"),
        ((0.6, 0, 0.5, 1), "left must be below right"),
        ((0, 0.6, 1, 0.5), "top below bottom"),
        ((0, 0, 1.2, 1), r"not all of \(0, 0, 1.2, 1\) lie between 0 and 1"),
        ((-0.1, 0, 1, 1), "lie between 0 and 1"),
        ((0, 0, 10**400, 1), "lie between 0 and 1"),
        ((float("nan"), 0, 1, 1), "lie between 0 and 1"),
        ((100, 200, 300, 400), "fractions of the picture"),
        ((0, 0, 1), "fractions of the picture, or a mask, not"),
        (("0", 0, 1, 1), "fractions of the picture, or a mask, not"),
        ("0,0,1,1", "fractions of the picture, or a mask, not '0,0,1,1'"),
        (np.array([0, 0, 1]), "fractions of the picture, or a mask, not"),
        (7, "fractions of the picture, or a mask, not 7"),
        ({"left": 0}, "fractions of the picture, or a mask, not"),
        (np.zeros((4, 4), dtype=bool), "its mask marks nothing"),
        (np.zeros((4, 0), dtype=bool), r"not \[4, 0\] of bool"),
        (np.zeros((4, 4, 3)), r"an array \[H, W\] of bools or numbers, not \[4, 4, 3\]"),
        (np.array([["a"]]), "of bools or numbers"),
        (np.full((4, 4), np.nan), "NaN or infinite"),
        (Image.new("L", (5, 5), 100), "its mask marks nothing"),
        (Image.new("RGBA", (5, 5), (255, 255, 255, 0)), "its mask marks nothing"),
        (Image.new("L", (0, 0)), "no pixels"),
        ((0, 0, 0.25, 1), "no ink in it"),
    ],
)
def test_a_wrong_region_is_one_clear_line(region, message):
    picture = Image.new("L", (40, 40), 255)
    picture.paste(0, (20, 20, 30, 30))
    with pytest.raises(ValueError, match=message) as raised:
        cut_region(picture, region)
    assert "\n" not in str(raised.value)


def test_a_picture_without_pixels_has_no_region():
    with pytest.raises(ValueError, match="without pixels"):
        cut_region(Image.new("L", (0, 5)), (0, 0, 1, 1))


def test_each_view_has_its_region():
    pictures = [Image.new("L", (20, 20), 0), Image.new("L", (10, 10), 0)]
    mask = np.ones((2, 2), dtype=bool)
    cut = cut_regions(pictures, [None, (0, 0, 0.5, 1)])
    assert cut[0] is pictures[0]
    assert (np.asarray(cut[1]) == 0).sum() == 50
    assert (np.asarray(cut_regions(pictures, (mask, None))[0]) == 0).all()
    for alone in ((0, 0, 0.5, 1), [0, 0, 0.5, 1], np.array([0, 0, 0.5, 1]), [(0, 0, 0.5, 1)]):
        assert (np.asarray(cut_regions(pictures[:1], alone)[0]) == 0).sum() == 200


@pytest.mark.parametrize(
    ("region", "message"),
    [
        ((0, 0, 1, 1), "2 views and 1 region"),
        ([None], "2 views and 1 region"),
        ([], "2 views and 0 regions"),
        ([None, None, None], "2 views and 3 regions"),
        ([None, (0, 0, 2, 1)], r"view 2: .* not all of \(0, 0, 2, 1\)"),
    ],
)
def test_regions_that_do_not_fit_the_views_are_refused(region, message):
    with pytest.raises(ValueError, match=message):
        cut_regions([Image.new("L", (9, 9), 0)] * 2, region)


@pytest.mark.real_data
def test_a_region_of_a_real_sheet_is_a_drawing_of_its_own(real_data):
    path = min((real_data / "impact_sample").rglob("*-D00001.TIF"))
    with Image.open(path) as sheet:
        cut = cut_region(sheet, (0.1, 0.1, 0.6, 0.5))
        width, height = sheet.size
        assert cut.mode == sheet.mode == "1"
        box = [round(share * side) for share, side in zip((0.1, 0.1, 0.6, 0.5), (width, height) * 2, strict=True)]
        np.testing.assert_array_equal(prepare_figure(cut, 96), prepare_figure(sheet.crop(box), 96))
