import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont
from transformers import AutoImageProcessor, AutoProcessor

from modeling_patent import PatentImageProcessor, PatentProcessor, pixels_patent
from modeling_patent.image_processing_patent import prepare_figure


def sheet(width, height, box, mode="1", line=3):
    picture = Image.new("L", (width, height), 255)
    ImageDraw.Draw(picture).rectangle(box, outline=0, width=line)
    return picture.convert(mode)


def loop_prepare(image, size, margin):
    """Crop to ink, then average each output pixel's area by explicit loops, in float64."""
    ink = 255.0 - np.asarray(image.convert("L"), dtype=np.float64)
    rows, columns = np.flatnonzero((ink >= 25.5).any(1)), np.flatnonzero((ink >= 25.5).any(0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    inner = round(size * (1 - 2 * margin))
    scale = inner / max(ink.shape)
    height, width = (max(1, round(side * scale)) for side in ink.shape)

    def weights(source, target):
        matrix = np.zeros((target, source))
        for i in range(target):
            low, high = i * source / target, (i + 1) * source / target
            for j in range(source):
                matrix[i, j] = max(0.0, min(high, j + 1) - max(low, j)) / (high - low)
        return matrix

    paper = np.zeros((size, size))
    top, left = (size - height) // 2, (size - width) // 2
    small = weights(ink.shape[0], height) @ ink @ weights(ink.shape[1], width).T
    paper[top : top + height, left : left + width] = small
    return paper


@pytest.mark.parametrize("mode", ["1", "L"])
@pytest.mark.parametrize("shape", [(500, 300), (300, 500), (180, 700), (400, 401), (66, 61), (1900, 9), (7, 900)])
def test_a_figure_is_its_ink_box_averaged_by_area(shape, mode):
    rng = np.random.default_rng(shape[0])
    width, height = shape
    picture = Image.new("L", shape, 255)
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        ends = rng.integers(0, [width, height, width, height]).tolist()
        draw.line(ends, fill=0 if mode == "1" else int(rng.integers(200)), width=int(rng.integers(1, 5)))
    picture = picture.convert(mode)
    np.testing.assert_allclose(prepare_figure(picture, 32, 0.04), loop_prepare(picture, 32, 0.04), atol=0.51)


@pytest.mark.parametrize("ink", [0.002, 0.5, 1.0])
@pytest.mark.parametrize("shape", [(1, 3000), (3000, 1), (2900, 40)])
def test_stretches_of_more_rows_than_a_byte_counts(shape, ink):
    pixels = np.random.default_rng(0).random(shape) >= ink
    pixels[0, 0] = pixels[-1, -1] = False
    picture = Image.fromarray(pixels)
    np.testing.assert_allclose(prepare_figure(picture, 10), loop_prepare(picture, 10, 0.04), atol=0.51)


@pytest.mark.parametrize("lent", [True, False])
def test_pixels_are_the_same_however_the_picture_came_to_be(tmp_path, monkeypatch, lent):
    """Pillow lends the pixels of most pictures, but not of all, and crashes where they are not its own."""
    if not lent:
        monkeypatch.setattr(pixels_patent, "pyarrow", None)
    drawn = sheet(90, 60, (10, 10, 80, 50), "L")
    expected = np.asarray(drawn)
    borrowed = np.ascontiguousarray(expected)
    ones = Image.new("1", (90, 60), 1)  # holds ones where others hold 255
    ImageDraw.Draw(ones).rectangle((10, 10, 80, 50), outline=0, width=3)
    met = [
        ones,
        drawn,
        drawn.convert("1"),
        drawn.crop((0, 0, 90, 60)),
        Image.fromarray(borrowed),
        drawn.convert("RGBA"),
    ]
    met.append(Image.frombuffer("L", (90, 60), borrowed.tobytes(), "raw", "L", 0, 1))
    for name in ("a.png", "a.tif", "a.bmp", "a.pgm"):
        drawn.save(tmp_path / name)
        met.append(Image.open(tmp_path / name))
    turned = drawn.transpose(Image.Transpose.ROTATE_90)
    turned.convert("1").save(tmp_path / "turned.tif", tiffinfo={274: 6}, compression="group4")
    met.append(Image.open(tmp_path / "turned.tif"))
    for picture in met:
        np.testing.assert_array_equal(pixels_patent.gray_pixels(picture), expected)
    large = Image.new("L", (4200, 4100), 255)  # in several pieces
    large.paste(drawn, (4000, 4000))
    np.testing.assert_array_equal(prepare_figure(large, 32), prepare_figure(drawn, 32))


def test_thin_lines_of_a_scan_survive():
    figure = prepare_figure(sheet(2400, 2900, (100, 100, 2300, 2800), line=2), 96)
    top = np.flatnonzero(figure.any(1))[0]
    # A two-pixel line over a 30-pixel area leaves one fifteenth of the ink, everywhere along it.
    assert (figure[top : top + 2, 20:76].sum(0) >= 10).all()


def test_margin_and_size_of_the_sheet_do_not_matter():
    small, large = sheet(300, 300, (50, 50, 250, 150)), sheet(500, 700, (250, 500, 450, 600))
    np.testing.assert_array_equal(prepare_figure(small, 48), prepare_figure(large, 48))


def test_aspect_ratio_is_kept_and_the_drawing_is_centred():
    figure = prepare_figure(sheet(400, 400, (20, 150, 380, 240)), 100, margin=0.1)
    rows, columns = np.flatnonzero(figure.any(1)), np.flatnonzero(figure.any(0))
    assert (columns[0], columns[-1]) == (10, 89)
    assert len(columns) / len(rows) == pytest.approx(361 / 91, rel=0.05)
    assert abs((rows[0] + rows[-1]) - 99) <= 1


def test_blank_paper_is_no_ink_and_no_error():
    assert not prepare_figure(Image.new("1", (30, 40), 1), 16).any()


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "RGBA", "LA", "I;16", "I", "F", "CMYK"])
def test_every_mode_gives_the_same_figure(mode):
    picture = sheet(200, 150, (20, 20, 180, 130), "L")
    if mode == "I;16":
        other = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    else:
        other = picture.convert("RGB").convert(mode) if mode in ("CMYK", "P") else picture.convert(mode)
    np.testing.assert_allclose(prepare_figure(other, 32).astype(int), prepare_figure(picture, 32).astype(int), atol=1)


def test_transparent_is_paper():
    picture = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((20, 20, 80, 80), outline=(0, 0, 0, 255), width=3)
    np.testing.assert_array_equal(prepare_figure(picture, 32), prepare_figure(sheet(100, 100, (20, 20, 80, 80)), 32))


def test_processor_takes_pictures_arrays_and_tensors():
    processor = PatentImageProcessor(size=32)
    picture = sheet(90, 60, (10, 10, 80, 50), "L")
    array = np.asarray(picture)
    whole = processor([picture, array, torch.tensor(array)[None], array[..., None] / 255.0], return_tensors="pt")
    assert whole.pixel_values.shape == (4, 1, 32, 32)
    assert whole.pixel_values.dtype == torch.float32
    assert 0 < whole.pixel_values.max() <= 1
    for other in whole.pixel_values[1:]:
        assert torch.equal(whole.pixel_values[0], other)


def test_saved_processor_is_loaded_by_auto_class(tmp_path):
    PatentImageProcessor(size=40, margin=0.1).save_pretrained(tmp_path)
    loaded = AutoImageProcessor.from_pretrained(tmp_path)
    picture = sheet(90, 60, (10, 10, 80, 50))
    assert isinstance(loaded, PatentImageProcessor)
    assert torch.equal(
        loaded(picture, return_tensors="pt").pixel_values,
        PatentImageProcessor(size=40, margin=0.1)(picture, return_tensors="pt").pixel_values,
    )


def test_processor_of_a_model_is_found_by_auto_class_and_gives_the_same_ink(tmp_path):
    picture = sheet(90, 60, (10, 10, 80, 50))
    expected = PatentImageProcessor(size=40)(picture, return_tensors="pt").pixel_values
    PatentProcessor(PatentImageProcessor(size=40)).save_pretrained(tmp_path)
    loaded = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(loaded, PatentProcessor)
    assert torch.equal(loaded(picture).pixel_values, expected)
    assert AutoImageProcessor.from_pretrained(tmp_path).size == {"height": 40, "width": 40}


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": {"height": 3, "width": 4}}, {"margin": 0.5}, {"margin": -0.1}])
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"size|margin"):
        PatentImageProcessor(**wrong)


def test_labels_go_where_they_are_asked_to(tmp_path):
    drawn = sheet(900, 700, (100, 60, 800, 500), "1", line=5)
    labelled = drawn.copy()
    ImageDraw.Draw(labelled).text((400, 600), "FIG. 1", fill=0, font=ImageFont.load_default(size=60))
    plain, without = PatentImageProcessor(size=64), PatentImageProcessor(size=64, remove_labels=True)
    assert not np.array_equal(plain.prepare(labelled), plain.prepare(drawn))
    np.testing.assert_array_equal(without.prepare(labelled), plain.prepare(drawn))
    without.save_pretrained(tmp_path)
    assert AutoImageProcessor.from_pretrained(tmp_path).remove_labels


def test_a_picture_without_pixels_is_blank_and_harms_nothing():
    from modeling_patent.pixels_patent import gray_pixels

    for size in ((0, 5), (5, 0), (0, 0)):
        assert gray_pixels(Image.new("L", size)).size == 0
        assert gray_pixels(Image.new("1", size)).size == 0
