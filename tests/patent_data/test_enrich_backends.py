"""What captioners and writers share, whatever stands behind them."""

import pickle
import threading

import numpy as np
import pytest
from PIL import Image, ImageDraw

from patent_data import enrich
from patent_data.enrich.backends import (
    BackendError,
    Reply,
    for_captioner,
    make_captioner,
    make_writer,
    one_line,
    without_thoughts,
)
from patent_data.enrich.endpoint import EndpointCaptioner, EndpointWriter, data_url


def test_reply_counts_one_request_and_cannot_be_changed():
    reply = Reply("A cup.", "m", 3, None)
    assert reply.requests == 1
    with pytest.raises(AttributeError):
        reply.text = "A jug."


def test_error_is_one_line_and_survives_a_process():
    error = BackendError("no\n  such\tmodel", fatal=True, requests=3)
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))
    for one in (error, again):
        assert (str(one), one.fatal, one.requests) == ("no such model", True, 3)
    assert not BackendError("busy").fatal


def test_package_gives_the_same_names():
    assert (enrich.make_captioner, enrich.make_writer) == (make_captioner, make_writer)
    assert (enrich.Reply, enrich.BackendError) == (Reply, BackendError)


@pytest.mark.parametrize(
    "options", [{"workers": 0}, {"retries": -1}, {"timeout": 0}, {"max_tokens": 0}, {"requests_per_minute": 0}]
)
def test_number_out_of_range_is_refused(options):
    with pytest.raises(ValueError, match=r"must be"):
        make_writer("m", "http://localhost:1/v1", **options)


def test_makers_pass_their_options_on():
    made = make_captioner("m", "http://localhost:1/v1", workers=7, max_tokens=11, api_key="k")
    assert isinstance(made, EndpointCaptioner)
    assert (made.model, made.workers, made._max_tokens, made._key) == ("m", 7, 11, "k")
    assert isinstance(make_writer("m", "http://localhost:1/v1"), EndpointWriter)


def test_stop_from_another_thread_ends_a_wait():
    writer, errors = make_writer("m", "http://localhost:1/v1"), []

    def wait():
        try:
            writer._wait(60, 0)
        except BackendError as error:
            errors.append(error)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    writer.stop()
    waiting.join(20)
    assert [error.fatal for error in errors] == [True]


def test_picture_without_pixels_fails_alone():
    with pytest.raises(BackendError, match="no pixels") as caught:
        for_captioner(Image.new("L", (0, 3)))
    assert not caught.value.fatal


@pytest.mark.parametrize("size", [(3000, 2000), (1025, 3), (2048, 4096), (1500, 10), (5000, 1)])
def test_reduced_picture_is_the_mean_of_what_each_pixel_covers(size):
    source = np.random.default_rng(0).integers(0, 256, size[::-1]).astype(np.uint8)
    small = np.asarray(for_captioner(Image.fromarray(source)), dtype=float)
    height, width = (max(1, round(side * 1024 / max(size))) for side in size[::-1])
    assert small.shape == (height, width)

    def shares(place, count, length):
        """How much of each source row (or column) an output row covers."""
        start, end = place * length / count, (place + 1) * length / count
        return np.array([max(0.0, min(end, one + 1) - max(start, one)) for one in range(length)])

    for row, column in np.random.default_rng(1).integers(0, (height, width), (60, 2)):
        weights = np.outer(shares(row, height, size[1]), shares(column, width, size[0]))
        assert abs(small[row, column] - (source * weights).sum() / weights.sum()) <= 0.5001


def test_small_picture_is_not_changed():
    picture = Image.new("L", (100, 50), 255)
    ImageDraw.Draw(picture).line([0, 0, 99, 49], fill=7)
    assert np.array_equal(np.asarray(for_captioner(picture)), np.asarray(picture))


@pytest.mark.real_data
def test_real_sheets_keep_their_ink_and_stay_small(real_data):
    sheets = sorted((real_data / "impact_sample").rglob("*.TIF"))[::40]
    assert len(sheets) > 5
    for path in sheets:
        sheet = Image.open(path)
        small = for_captioner(sheet)
        assert max(small.size) <= 1024
        ink, kept = (255 - np.asarray(one.convert("L"), dtype=float) for one in (sheet, small))
        assert kept.mean() == pytest.approx(ink.mean(), rel=0.02)
        assert len(data_url(sheet)) < 600_000


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("<think>x</think> A cup.", "A cup."),
        ("<thinking>x\n</thinking>\n{}", "{}"),
        ("A <think>cup</think>.", "A <think>cup</think>."),
        ("<think>cut off", "<think>cut off"),
        (" ", ""),
    ],
)
def test_thoughts_are_cut_only_where_an_answer_begins_with_them(answer, text):
    assert without_thoughts(answer) == text


def test_line_is_bounded():
    assert len(one_line(["word " * 500, "more"])) == 300
