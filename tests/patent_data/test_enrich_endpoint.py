"""Models behind an endpoint: real requests of the client library to a stand-in on this machine, with every fault."""

import base64
import io
import json
import random
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import huggingface_hub
import numpy as np
import pytest
from PIL import Image, ImageDraw

from patent_data.enrich.backends import BackendError, make_captioner, make_writer
from patent_data.enrich.endpoint import (
    LONGEST_RETRY_AFTER,
    EndpointCaptioner,
    EndpointWriter,
    Pace,
    check_address,
    data_url,
    key_for,
)
from patent_data.enrich.responses import judge, retry_after
from tests.llm_server import serve_llm

KEY = "sk-secret-0123456789"


@pytest.fixture(autouse=True)
def online(monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    for name in ("OPENAI_API_KEY", "HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self):
        self.now, self.sleeps, self.lock = 1000.0, [], threading.Lock()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        with self.lock:
            self.sleeps.append(seconds)
            self.now += seconds


def drawing(size=(80, 60)):
    picture = Image.new("1", size, 1)
    ImageDraw.Draw(picture).rectangle([10, 10, size[0] - 20, size[1] - 15], outline=0)
    return picture


def writer(server, kind=EndpointWriter, model="writer", jitter=lambda: 0.5, **options):
    clock = options.pop("clock", None) or Clock()
    options = {"retries": 3, "timeout": 5.0} | options
    made = kind(model, server.address, clock=clock, sleep=clock.sleep, jitter=jitter, **options)
    made.clock = clock
    return made


def ask(backend):
    if isinstance(backend, EndpointCaptioner):
        return backend(drawing(), "Describe it.")
    return backend("You write.", "Object name: Cup\n\nWrite 3 texts.")


def test_captioner_sends_the_picture_and_the_instructions_and_reports_the_cost():
    with serve_llm() as server:
        reply = writer(server, EndpointCaptioner, "captioner", api_key=KEY)(drawing(), "Describe it.")
    (record,) = server.asked
    assert (record["role"], record["prompt"], record["key"]) == ("captioner", "Describe it.", KEY)
    assert record["picture"].mode == "1"
    assert np.array_equal(np.asarray(record["picture"]), np.asarray(drawing()))
    assert (reply.model, reply.prompt_tokens, reply.completion_tokens) == ("captioner", 2, len(reply.text.split()))
    assert reply.requests == 1
    assert server.wrong == []


def test_writer_sends_both_parts_and_asks_for_json():
    with serve_llm() as server:
        reply = ask(writer(server, max_tokens=77))
    body = server.asked[0]["body"]
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["response_format"] == {"type": "json_object"}
    assert body["max_tokens"] == 77
    assert reply.text.startswith('{"texts": ["')


AGAIN = [
    "408", "409", "425", "429", "500", "502", "503", "504", "reset", "truncated", "malformed", "html", "html 502",
    "list of errors", "no choices", "error in 200", "null content", "empty", "a number", "busy a second by date",
]  # fmt: skip
NOT_AGAIN = {"400": 2, "413": 1, "422": 2, "refusal field": 1, "content filter": 1, "length, nothing": 1}
HOPELESS = ["401", "402", "403", "404", "405", "501", "quota"]


@pytest.mark.parametrize("fault", AGAIN)
def test_passing_fault_is_tried_again(fault):
    with serve_llm([fault, fault]) as server:
        backend = writer(server)
        reply = ask(backend)
    assert reply.text.startswith('{"texts"')
    assert reply.requests == len(server.asked) == 3
    assert len([seconds for seconds in backend.clock.sleeps if seconds]) == 2


@pytest.mark.parametrize("fault", AGAIN)
def test_lasting_fault_of_one_figure_ends_after_the_retries_and_stops_no_other(fault):
    with serve_llm([fault] * 4) as server:
        backend = writer(server)
        with pytest.raises(BackendError) as caught:
            ask(backend)
        assert (caught.value.fatal, caught.value.requests, len(server.asked)) == (False, 4, 4)
        assert ask(backend).requests == 1


@pytest.mark.parametrize(("fault", "requests"), NOT_AGAIN.items())
def test_fault_of_one_figure_that_will_not_pass_is_not_tried_again(fault, requests):
    with serve_llm([fault] * 2) as server:
        backend = writer(server)
        with pytest.raises(BackendError) as caught:
            ask(backend)
        # A 400 is asked once more without the wish for JSON.
        assert (caught.value.fatal, caught.value.requests, len(server.asked)) == (False, requests, requests)
        assert backend.clock.sleeps == []


@pytest.mark.parametrize("fault", HOPELESS)
def test_hopeless_fault_is_fatal_at_once(fault):
    with serve_llm([fault]) as server:
        backend = writer(server)
        with pytest.raises(BackendError) as caught:
            ask(backend)
    assert (caught.value.fatal, len(server.asked), backend.clock.sleeps) == (True, 1, [])


@pytest.mark.parametrize(
    "fault", ["slow:0.2", "parts", "thinks", "length", "no usage", "refusal", "no JSON", "duplicates"]
)
def test_what_is_an_answer_is_returned_as_it_is(fault):
    with serve_llm([fault]) as server:
        reply = ask(writer(server))
    assert (reply.requests, len(server.asked)) == (1, 1)
    starts = {"refusal": "I'm sorry", "no JSON": "There is little"}
    assert reply.text.startswith(starts.get(fault, '{"texts": ["'))
    assert (reply.prompt_tokens is None) == (fault == "no usage")


def test_unanswered_request_times_out_and_is_tried_again():
    with serve_llm(["hang", "ok"]) as server:
        reply = ask(writer(server, timeout=3.0))
    assert (reply.requests, len(server.asked)) == (2, 2)


def test_endpoint_that_never_answers_in_time_fails_this_figure_only():
    with serve_llm(["hang"] * 3) as server:
        with pytest.raises(BackendError, match="no answer in time") as caught:
            ask(writer(server, timeout=0.2, retries=2))
        assert not caught.value.fatal


def test_refused_connection_is_fatal_after_the_retries():
    with serve_llm() as server:
        pass
    backend = writer(server, retries=2)
    with pytest.raises(BackendError, match=r"no connection: .*refused") as caught:
        ask(backend)
    assert (caught.value.fatal, caught.value.requests, len(backend.clock.sleeps)) == (True, 3, 2)


def test_unknown_host_is_fatal():
    clock = Clock()
    backend = EndpointWriter("m", "http://no-such-host.invalid/v1", retries=1, clock=clock, sleep=clock.sleep)
    with pytest.raises(BackendError, match=r"m at no-such-host\.invalid: no connection") as caught:
        ask(backend)
    assert caught.value.fatal


def test_unknown_model_and_wrong_key_are_named():
    with serve_llm(key=KEY) as server:
        with pytest.raises(BackendError, match="there is no such model or address"):
            ask(writer(server, model="gpt-17", api_key=KEY))
        with pytest.raises(BackendError, match="the key is missing or not valid"):
            ask(writer(server, api_key="sk-of-another"))


def test_offline_switch_is_named(monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with serve_llm() as server:
        with pytest.raises(BackendError, match="HF_HUB_OFFLINE is set") as caught:
            ask(writer(server))
        assert caught.value.fatal
        assert server.asked == []


@pytest.mark.parametrize("fault", ["echoes the key", "401", "500", "hang"])
def test_key_is_in_no_error_and_no_repr(fault, caplog, capfd):
    with serve_llm([fault] * 9, key=None) as server:
        backend = writer(server, api_key=KEY, timeout=0.2)
        with pytest.raises(BackendError) as caught:
            ask(backend)
    error = caught.value
    assert server.asked[0]["key"] == KEY
    seen = [
        str(error),
        repr(error),
        repr(backend),
        str(vars(error)),
        repr(error.__cause__),
        caplog.text,
        *capfd.readouterr(),
    ]
    assert KEY not in "".join(seen)
    assert "\n" not in str(error)


def test_key_of_the_hub_goes_to_no_other_host(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setattr(huggingface_hub.utils._headers, "get_token", lambda: "hf_secret")
    with serve_llm() as server:
        ask(writer(server))
        assert server.asked[0]["key"] is None
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        ask(writer(server))
        assert server.asked[1]["key"] == KEY
    assert key_for("router.huggingface.co") == "hf_secret"
    assert key_for("huggingface.co.evil.example") == KEY
    assert key_for("localhost:8000") == KEY


def test_pause_that_the_endpoint_asks_for_is_kept():
    with serve_llm(["429:7", "ok"]) as server:
        backend = writer(server)
        ask(backend)
    assert backend.clock.sleeps == [7.25]  # and a part of a second, so that not all threads come back at once


def test_pause_given_as_a_date_is_kept():
    with serve_llm(["busy a second by date"]) as server:
        backend = writer(server, jitter=lambda: 0.0)
        ask(backend)
    assert sum(backend.clock.sleeps) == pytest.approx(2, abs=1.01)  # dates have whole seconds


@pytest.mark.parametrize("value", ["soon", "", "nan", "inf", "Wed, 32 Foo 2026 00:00:00 GMT"])
def test_pause_that_cannot_be_read_counts_as_none(value):
    assert retry_after({"retry-after": value}) is None
    with serve_llm([f"busy until:{value}"]) as server:
        backend = writer(server)
        ask(backend)
    assert backend.clock.sleeps == [0.25]


def test_pause_in_the_past_is_none():
    assert retry_after({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    assert retry_after({"retry-after": "-5"}) == 0


def test_pause_longer_than_anyone_waits_is_fatal():
    with serve_llm([f"429:{LONGEST_RETRY_AFTER + 1:.0f}"]) as server:
        backend = writer(server)
        with pytest.raises(BackendError, match="asks to come back in 181 s") as caught:
            ask(backend)
    assert (caught.value.fatal, backend.clock.sleeps, len(server.asked)) == (True, [], 1)


def test_pause_holds_the_other_threads_too():
    with serve_llm(["429:7"]) as server:
        backend = writer(server, retries=0)
        with pytest.raises(BackendError):
            ask(backend)
        backend._pace.hold(7)
        ask(backend)
    assert backend.clock.sleeps == [7]


def test_waits_double_up_to_a_bound_with_a_random_part():
    with serve_llm(["500"] * 9) as server:
        backend = writer(server, retries=8, jitter=random.Random(3).random)
        with pytest.raises(BackendError):
            ask(backend)
    draws = random.Random(3)
    assert backend.clock.sleeps == [draws.random() * bound for bound in (0.5, 1, 2, 4, 8, 16, 32, 60)]


def test_json_is_wished_for_no_more_where_the_endpoint_does_not_know_it():
    with serve_llm(refuses=["response_format"]) as server:
        backend = writer(server)
        assert [ask(backend).requests for _ in range(3)] == [2, 1, 1]
    assert ["response_format" in record["body"] for record in server.asked] == [True, False, False, False]


def test_newer_name_of_the_token_limit_is_used_where_it_is_asked_for():
    with serve_llm(refuses=["max_tokens"]) as server:
        backend = writer(server, max_tokens=99)
        assert [ask(backend).requests for _ in range(2)] == [2, 1]
    assert server.asked[-1]["body"]["max_completion_tokens"] == 99
    assert server.asked[-1]["body"]["response_format"] == {"type": "json_object"}


def test_one_figure_that_the_endpoint_cannot_take_does_not_end_the_wish_for_json():
    with serve_llm(["400", "400"]) as server:
        backend = writer(server)
        with pytest.raises(BackendError, match="the endpoint answers 400"):
            ask(backend)
        ask(backend)
    assert "response_format" in server.asked[-1]["body"]


@pytest.mark.parametrize("workers", [1, 3])
def test_no_more_requests_run_at_once_than_allowed(workers):
    with serve_llm(latency=0.03) as server:
        backend = writer(server, workers=workers)
        with ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: ask(backend), range(12)))
    assert len(replies) == len(server.asked) == 12
    assert server.most_at_once == workers


def test_no_minute_has_more_requests_than_allowed():
    clock, turns, lock = Clock(), [], threading.Lock()
    pace, draws = Pace(30, clock), random.Random(0)

    def work(_):
        for _ in range(25):
            with lock:
                clock.now += draws.choice([0] * 20 + [0.5, 40])
                turns.append(clock.now + pace.turn())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    turns.sort()
    assert all(turn - turns[max(0, at - 30)] >= 60 - 1e-6 for at, turn in enumerate(turns) if at >= 30)
    assert any(turn - turns[at - 30] < 60 + 1e-6 for at, turn in enumerate(turns) if at >= 30)  # and hardly fewer


def test_requests_keep_the_pace_with_their_repeats():
    with serve_llm(["500"]) as server:
        backend = writer(server, requests_per_minute=6, jitter=lambda: 0.0)
        for _ in range(3):
            ask(backend)
    assert len(server.asked) == 4
    assert backend.clock.now == 1000 + 3 * 10


def test_threads_with_faults_all_get_their_own_answers():
    faults = ["429:0", "500", "ok", "ok", "reset", "malformed", "ok", "null content"]
    with serve_llm(lambda number, record: faults[number % 8] if number < 80 else "ok", latency=0.005) as server:
        backend = writer(server, workers=8, retries=30)
        with ThreadPoolExecutor(8) as pool:
            names = [f"cup{number}" for number in range(60)]
            replies = list(pool.map(lambda name: backend("", f"Object name: {name}\n\nWrite 2 texts."), names))
    assert all(f"a {name} with" in reply.text for name, reply in zip(names, replies, strict=True))
    assert sum(reply.requests for reply in replies) == len(server.asked)


def test_stop_ends_a_long_wait_at_once():
    with serve_llm(["429:170"] * 9) as server:
        backend = EndpointWriter("writer", server.address)
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(ask, backend) for _ in range(2)]
            deadline = time.monotonic() + 20
            while not server.asked and time.monotonic() < deadline:
                time.sleep(0.01)
            backend.stop()
            errors = [future.exception(timeout=20) for future in waiting]
    assert all(isinstance(error, BackendError) and error.fatal and "stopped" in str(error) for error in errors)


def test_stopped_endpoint_answers_what_needs_no_wait_and_takes_all_calls_when_started_again():
    with serve_llm(["ok", "500", "500"]) as server:
        backend = writer(server)
        backend.stop()
        assert ask(backend).requests == 1
        with pytest.raises(BackendError, match="stopped") as caught:
            ask(backend)
        assert (caught.value.fatal, caught.value.requests, backend.clock.sleeps) == (True, 1, [])
        backend.start()
        assert ask(backend).requests == 2


def test_interrupt_while_waiting_goes_through():
    def interrupted(seconds):
        raise KeyboardInterrupt

    with serve_llm(["500"]) as server:
        backend = EndpointWriter("writer", server.address, sleep=interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(backend)
        backend._sleep = Clock().sleep
        assert ask(backend).requests == 1  # and holds nothing back


def received(picture):
    data = data_url(picture).partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_picture_is_reduced_so_that_thin_lines_survive():
    sheet = Image.new("1", (3000, 2000), 1)
    ImageDraw.Draw(sheet).line([1501, 0, 1501, 1999], fill=0, width=1)
    small = received(sheet)
    assert (small.size, small.mode) == ((1024, 683), "L")
    ink = 255 - np.asarray(small, dtype=float)
    assert (ink.sum(1) > 50).all()  # the line goes through every row
    assert ink.sum() * (3000 / 1024) * (2000 / 683) == pytest.approx(255 * 2000, rel=0.25)  # and its ink is all there


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I", "F"])
def test_picture_of_any_mode_is_sent_as_gray(mode):
    base = drawing().convert("L")
    picture = Image.fromarray(np.asarray(base, np.uint16) * 257) if mode == "I;16" else base.convert(mode)
    assert np.array_equal(np.asarray(received(picture).convert("L")), np.asarray(base))


def test_picture_is_sent_upright_and_transparency_as_paper():
    turned = drawing((80, 60))
    exif = Image.Exif()
    exif[274] = 6
    file = io.BytesIO()
    turned.save(file, "PNG", exif=exif)
    assert received(Image.open(file)).size == (60, 80)
    clear = Image.new("RGBA", (5, 5), (0, 0, 0, 0))
    assert received(clear).convert("L").getextrema() == (255, 255)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (1024, 1024)])
def test_picture_of_any_shape_is_sent(size):
    small = received(Image.new("L", size, 120))
    assert max(small.size) == min(1024, max(size)) and min(small.size) >= 1


@pytest.mark.parametrize(
    "address", ["", "localhost:8000", "ftp://host/v1", "http://", "http://[::1", "http://me:pw@:1/"]
)
def test_address_that_is_none_is_refused_in_one_line(address):
    with pytest.raises(BackendError, match="is no address of an endpoint") as caught:
        make_writer("m", base_url=address)
    assert caught.value.fatal
    assert "pw" not in str(caught.value)


def test_host_is_shown_without_name_and_password():
    assert check_address("https://me:pw@example.org:8000/v1?key=x") == "example.org:8000"
    assert "pw" not in repr(make_captioner("m", "https://me:pw@example.org/v1"))


def test_moderation_of_one_figure_is_not_fatal_and_an_unknown_model_is():
    class Response:
        def __init__(self, status, message):
            self.status_code, self.message, self.headers = status, message, {}

        def json(self):
            return {"error": {"message": self.message}}

    class StatusError(Exception):
        pass

    def failure(status, message):
        error = StatusError()
        error.response = Response(status, message)
        return judge(error)

    assert not failure(403, "Your input was flagged by moderation").fatal
    assert failure(403, "Forbidden").fatal
    assert failure(400, "gpt-x is not a valid model ID").fatal
    assert not failure(400, "image too small").fatal


def test_stand_in_refuses_what_is_no_request():
    def post(body, path="/chat/completions"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return urllib.request.urlopen(urllib.request.Request(server.address + path, data))

    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    wrong = [
        b"{", {"model": "writer"}, {"model": "writer", "messages": [{"role": "bot", "content": ""}]},
        {"model": "captioner", "messages": [{"role": "user", "content": [image]}]},
        {"model": "writer", "messages": [], "temprature": 1},
    ]  # fmt: skip
    with serve_llm() as server:
        for body in wrong:
            with pytest.raises(urllib.error.HTTPError, match="400"):
                post(body)
        assert len(server.wrong) == len(wrong)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            post({}, "/completions")
        listed = json.load(urllib.request.urlopen(f"{server.address}/models"))
        assert [one["id"] for one in listed["data"]] == ["captioner", "writer"]
