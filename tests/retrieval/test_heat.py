import numpy as np
import pytest
from PIL import Image, ImageDraw

from modeling_patent import PatentImageProcessor
from modeling_patent.image_processing_patent import figure_box, prepare_figure
from modeling_patent.retrieval import heat
from modeling_patent.retrieval.explanation import explain_pair
from tests.retrieval.pooled_ink import PooledInk, blobs, lines

ORANGE, BLUE = np.array(heat._AGREES), np.array(heat._DIFFERS)


@pytest.fixture
def processor():
    return PatentImageProcessor(size=48)


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
@pytest.mark.parametrize("ink", [(10, 20, 300, 150), (200, 5, 260, 390), (0, 0, 399, 399), (50, 60, 70, 75)])
def test_a_map_lies_over_what_the_figure_shows_of_the_picture(ink, mode):
    picture = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(picture).rectangle(ink, fill=0)
    picture = picture.convert(mode)
    left, top, right, bottom = figure_box(picture, 96)
    rows, columns = (np.flatnonzero(prepare_figure(picture, 96).any(axis)) for axis in (1, 0))
    across, down = (right - left) / 96, (bottom - top) / 96
    back = [left + columns[0] * across, top + rows[0] * down, left + (columns[-1] + 1) * across]
    np.testing.assert_allclose([*back, top + (rows[-1] + 1) * down], np.add(ink, [0, 0, 1, 1]), atol=1e-6)


def test_the_box_of_a_turned_or_labelled_picture_is_that_of_what_is_seen():
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = lines(9, (300, 100))
    turned = picture.transpose(Image.Transpose.ROTATE_90)
    turned.getexif().update(exif)
    turned.info["exif"] = exif.tobytes()
    assert turned.getexif()[0x0112] == 6
    assert figure_box(turned, 96) == figure_box(picture, 96)
    processor = PatentImageProcessor(size=96, remove_labels=True)
    assert processor.figure_box(picture) == figure_box(processor.as_seen(picture), 96)


def test_a_blank_picture_has_a_box_around_it():
    left, top, right, bottom = figure_box(Image.new("1", (50, 80), 1), 96)
    assert left < 0 < 50 < right
    assert top < 0 < 80 < bottom


def test_agreement_is_orange_difference_blue_and_lines_stay_dark(processor):
    found = explain_pair(PooledInk(), processor, blobs((30, 150), (160, 20)), blobs((30, 150), (90, 80)))
    page = np.asarray(found.hit_picture(480)).astype(float)
    assert page.shape[:2] == (480 + round(4.5 * 12), 480)
    left, top, right, _ = found.hit_box
    scale = 480 / (right - left)

    def colour(x, y):  # of the brightest pixel there: paper with its tint
        x, y = round((x - left) * scale), round((y - top) * scale)
        around = page[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3)
        return around[around.sum(axis=1).argmax()]

    shared, other = colour(50, 193), colour(110, 123)
    assert shared[0] > shared[1] + 10 > shared[2] + 25
    assert other[2] > other[1] > other[0] + 5
    np.testing.assert_array_equal(colour(200, 200), [255, 255, 255])
    x, y = round((50 - left) * scale), round((170 - top) * scale)
    assert page[y, x].max() < 0.35 * 255


def test_full_colours_are_far_apart_for_every_kind_of_colour_blindness():
    # Vienot, Brettel and Mollon 1999, in linear RGB; tritanopia as in Brettel and others, one half plane
    kinds = {
        "normal": np.eye(3),
        "protanopia": [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
        "deuteranopia": [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
        "tritanopia": [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.805, 0.11911]],
    }
    for matrix in kinds.values():
        orange, blue, white = (np.array(matrix) @ (c / 255) ** 2.2 for c in (ORANGE, BLUE, np.full(3, 255.0)))
        for one, other in ((orange, blue), (orange, white), (blue, white)):
            assert np.abs(one - other).max() > 0.3


def test_pictures_of_both_are_of_the_size_asked_for(processor, tmp_path):
    found = explain_pair(PooledInk(), processor, lines(1), lines(2).convert("1"))
    assert found.query_picture(300).width == found.hit_picture(300).width == 300
    page = found.picture(300)
    assert page.width > 600
    found.save(tmp_path / "why.png", 300)
    assert Image.open(tmp_path / "why.png").tobytes() == page.tobytes()
    assert [path.name for path in tmp_path.iterdir()] == ["why.png"]
    with pytest.raises(ValueError, match="at least 200 pixels wide, not 199"):
        found.hit_picture(199)


def test_a_tiny_change_is_not_painted_in_full_colour(processor):
    found = explain_pair(PooledInk(constant=100.0), processor, lines(1), lines(2))
    assert 0 < found.hit_heat.max() < 0.001
    page = np.asarray(found.hit_picture(300))[2:298, 2:298].astype(int)
    assert np.ptp(page, axis=2).max() < 40
