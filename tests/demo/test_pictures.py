import io
import json
import random
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from patent_demo.pictures import MOST_BYTES, MOST_PIXELS, as_data_url, from_base64, read_picture
from patent_demo.question import MOST_PICTURES, clean_name, read_count, read_drawings, read_limits


def drawing(size=(80, 60), mode="L"):
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle((5, 5, size[0] // 2, size[1] - 8), outline=0, width=2)
    return picture.convert(mode)


def file_of(picture, kind="PNG", **options):
    data = io.BytesIO()
    picture.save(data, format=kind, **options)
    return data.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "1"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("TIFF", "1"), ("GIF", "P"), ("BMP", "L"), ("WEBP", "RGB")],
)
def test_every_kind_of_picture_is_read_as_it_was_drawn(kind, mode):
    read = read_picture(file_of(drawing(mode=mode), kind))
    assert read.size == (80, 60)
    assert read.mode == ("1" if mode == "1" else "L")
    assert np.abs(np.asarray(read.convert("L"), float) - np.asarray(drawing(), float)).mean() < 12


def test_a_photograph_lying_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read_picture(file_of(drawing(), "JPEG", exif=exif)).size == (60, 80)


def test_a_large_picture_is_reduced_and_line_art_of_two_tones_is_kept_whole():
    assert max(read_picture(file_of(drawing((3000, 2200)))).size) == 2048
    assert read_picture(file_of(drawing((3000, 2200), "1"), "TIFF", compression="group4")).size == (3000, 2200)


BAD = {
    "empty": (b"", "is empty"),
    "text": (b"this is no picture, whatever its name says\n" * 9, "is not a picture"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
    "bare svg": (b'  <SVG onload="alert(1)"/>', "SVG"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "html": (b"<!doctype html><script>alert(1)</script>", "is not a picture"),
    "cut off": (file_of(drawing((400, 300)))[:300], "is damaged"),
    "blank": (file_of(Image.new("L", (50, 50), 255)), "is blank"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is not a picture"),
    "icon": (file_of(drawing((32, 32), "RGBA"), "ICO"), "is not a picture"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_drawing_is_refused_in_one_line(kind):
    data, words = BAD[kind]
    with pytest.raises(ValueError, match=words) as refused:
        read_picture(data, "lamp.png")
    assert "lamp.png" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(monkeypatch):
    side = 10_000
    assert side * side > MOST_PIXELS
    data = file_of(Image.new("1", (side, side), 1))
    assert len(data) < 100_000
    from PIL import ImageFile

    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("it was decoded"))
    with pytest.raises(ValueError, match="100 megapixels"):
        read_picture(data)


def test_a_picture_of_absurd_size_is_refused_too():
    data = bytearray(file_of(drawing()))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(ValueError, match="megapixels"):
        read_picture(bytes(data))


def test_a_file_of_too_many_bytes_is_refused():
    with pytest.raises(ValueError, match="at most 16 MB"):
        read_picture(b"\x89PNG" + bytes(MOST_BYTES))
    with pytest.raises(ValueError, match="larger than 16 MB"):
        from_base64("A" * (2 * MOST_BYTES))


def test_damaged_pictures_never_end_in_anything_but_one_line():
    rng = random.Random(0)
    whole = [file_of(drawing(), kind) for kind in ("PNG", "TIFF", "GIF", "BMP", "WEBP")]
    whole.append(file_of(drawing(), "JPEG"))
    refused = 0
    for _ in range(600):
        data = bytearray(rng.choice(whole))
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_picture(bytes(data[: rng.randint(1, len(data))]))
        except ValueError as error:
            refused += 1
            assert "\n" not in str(error)
    assert refused > 100


@pytest.mark.parametrize(
    "text", ["/etc/passwd", "http://localhost/a.png", "file:///etc/passwd", "data:text/html,<b>", "é"]
)
def test_paths_and_addresses_are_no_pictures(text):
    with pytest.raises(ValueError, match=r"base64"):
        from_base64(text)


def test_a_picture_survives_the_way_through_the_page():
    picture = drawing(mode="1")
    again = read_picture(from_base64(as_data_url(picture)))
    assert again.mode == "1"
    assert np.array_equal(np.asarray(again), np.asarray(picture))


def box_of(*pictures):
    return json.dumps({"pictures": list(pictures)})


def one(**known):
    return {"name": "a.png", "data": as_data_url(drawing())} | known


def test_the_drawing_box_gives_drawings_with_region_and_weight():
    mask = as_data_url(drawing())
    read = read_drawings(box_of(one(region=[0.1, 0, 0.5, 1], weight=2), one(region=mask), one()))
    assert [d.region if isinstance(d.region, tuple | None) else d.region.size for d in read] == [
        (0.1, 0.0, 0.5, 1.0),
        (80, 60),
        None,
    ]
    assert [d.weight for d in read] == [2, 1, 1]


@pytest.mark.parametrize(
    "box",
    [
        "not json",
        "[]",
        '{"pictures": 3}',
        '{"pictures": [4]}',
        box_of(one(data="/etc/passwd")),
        box_of(one(data={"path": "/etc/passwd"})),
        box_of(one(region=[0, 0, 2, 1])),
        box_of(one(region="nonsense")),
        box_of(one(weight=0)),
        box_of(one(weight=True)),
        box_of(one(weight=float("nan"))),
        box_of(*[one()] * (MOST_PICTURES + 1)),
        "[" * 100_000,
    ],
)
def test_a_malformed_box_is_refused_in_one_line(box):
    with pytest.raises(ValueError) as refused:
        read_drawings(box)
    assert "\n" not in str(refused.value)


def test_limits_are_read_as_people_write_them():
    limits = read_limits(
        " 2020-01-07 ", "", ["1404", "06"], "Folding  chair", 0, "D836,880; USD0905123\n", "Acme, Inc.; B GmbH"
    )
    assert limits == {
        "before": "2020-01-07",
        "locarno": ["14-04", "06"],
        "title": "Folding chair",
        "exclude_patents": ["D836,880", "USD0905123"],
        "exclude_applicants": ["Acme, Inc.", "B GmbH"],
    }
    assert read_limits() == {}
    assert "exclude_family_of" in read_limits(exclude_patents="D836880", with_families=True)


def test_wrong_limits_are_named():
    with pytest.raises(ValueError, match="granted before: 'soon' is no date"):
        read_limits("soon")
    with pytest.raises(ValueError, match="no day lies before 2020-01-01 and after 2021-01-01"):
        read_limits("2020-01-01", "2021-01-01")
    with pytest.raises(ValueError, match="99-99-99"):
        read_limits(locarno=["99-99-99"])
    for k in (0, 101, 1.5, "3", True, None):
        with pytest.raises(ValueError, match="whole number from 1 to 100"):
            read_count(k)


def test_names_of_files_lose_folders_and_control_characters():
    assert clean_name("../../etc/\x1b[31mlamp.png") == "[31mlamp.png"
    assert clean_name("x" * 500) == "x" * 80
    assert clean_name({"path": "x"}) == "drawing"
