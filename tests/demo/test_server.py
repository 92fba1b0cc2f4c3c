"""The server: the search as an API, what it refuses, and that nothing of a drawing remains."""

import base64
import gc
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from gradio_client import Client
from PIL import Image, PngImagePlugin


@pytest.fixture(scope="module")
def client(server):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        client = Client(server[0], verbose=False)
        yield client
        client.close()


@pytest.fixture
def query(figures):
    return next(path for name, path in figures.items() if name.startswith("USD9000006"))


def files(folder):
    """Files below a folder; empty folders, which gradio makes for editing that is off, hold nothing of anybody."""
    return [path for path in folder.rglob("*") if not path.is_dir()]


def text_of(path):
    return base64.b64encode(path.read_bytes()).decode()


def ask(address, path, body=None, headers=None):
    """Send a request; returns (status, text)."""
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    known = {"Content-Type": "application/json"} | (headers or {})
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, data, known), timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def call(address, *values):
    """Ask the endpoint by two plain requests; returns the event stream."""
    status, said = ask(address, "/gradio_api/call/search", {"data": list(values)})
    assert status == 200, said
    return ask(address, f"/gradio_api/call/search/{json.loads(said)['event_id']}")[1]


def test_the_api_finds_what_the_index_finds(client, query, index, collection):
    answer = client.predict(pictures=[text_of(query)], before="2025-01-01", k=4, api_name="/search")
    expected = collection.index.search(Image.open(query), k=4, before="2025-01-01")
    assert [(hit["rank"], hit["patent_id"], hit["figure_id"]) for hit in answer["hits"]] == [
        (hit.rank, hit.patent_id, hit.figure_id) for hit in expected
    ]
    assert [hit["score"] for hit in answer["hits"]] == pytest.approx([hit.score for hit in expected], abs=1e-6)
    assert answer["hits"][0].keys() == expected[0].to_dict().keys()
    assert answer["asked"]["limits"] == "granted before 2025-01-01"


def test_the_api_is_documented_and_is_the_only_endpoint(client):
    known = client.view_api(return_format="dict")["named_endpoints"]
    assert list(known) == ["/search"]
    names = [argument["parameter_name"] for argument in known["/search"]["parameters"]]
    assert names == ["pictures", "text", "before", "after", "locarno", "title", "exclude_patents", "k"]
    assert "base64" in known["/search"]["description"]
    assert client.view_api(return_format="dict")["unnamed_endpoints"] == {}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"pictures": []}, "Add a drawing first"),
        ({"pictures": ["/etc/passwd"]}, "no path and no address"),
        ({"pictures": ["http://127.0.0.1:1/a.png"]}, "no path and no address"),
        ({"pictures": [base64.b64encode(b"<svg onload='x'/>").decode()]}, "is an SVG"),
        ({"pictures": ["QUJD"] * 9}, "at most 8"),
        ({"pictures": "QUJD"}, "a list"),
        ({"pictures": None}, "a list"),
        ({"before": "tomorrow"}, "'tomorrow' is no date"),
        ({"locarno": ["chairs"]}, "not a Locarno code"),
        ({"locarno": "14"}, "locarno is a list"),
        ({"k": 0}, "whole number from 1 to 100"),
        ({"k": 10**9}, "whole number from 1 to 100"),
        ({"text": "x" * 5000}, "at most 1000"),
        ({"text": "a chair"}, "reads drawings only"),
    ],
)
def test_wrong_arguments_of_the_api_end_in_one_line_that_says_which(client, query, arguments, words):
    with pytest.raises(Exception, match=f"(?i){words}") as refused:
        client.predict(**{"pictures": [text_of(query)]} | arguments, api_name="/search")
    assert "\n" not in str(refused.value)
    assert "Traceback" not in str(refused.value)


def file_data(path):
    return {"path": path, "meta": {"_type": "gradio.FileData"}, "orig_name": "a.png"}


@pytest.mark.parametrize("path", ["/etc/passwd", "http://127.0.0.1:9/a.png", "https://example.com/a.png", "a.png"])
@pytest.mark.parametrize("place", [0, 1, 4])
def test_no_path_and_no_address_of_a_file_payload_is_looked_at(server, query, path, place):
    values = [[text_of(query)], "", "", "", [], "", [], 3]
    values[place] = [file_data(path)] if place in (0, 4) else file_data(path)
    said = call(server[0], *values)
    assert "event: error" in said
    assert "takes no files" in said
    assert files(server[2]) == []


def test_the_events_of_the_page_refuse_file_payloads_too(server):
    status, _ = ask(
        server[0],
        "/gradio_api/queue/join",
        {"data": [file_data("/etc/passwd")] * 14, "fn_index": 0, "session_hash": "abc", "trigger_id": None},
    )
    assert status == 200
    said = ask(server[0], "/gradio_api/queue/data?session_hash=abc")[1]
    assert "takes no files" in said
    assert "root:" not in said


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/upload",
        "/gradio_api/upload_progress?upload_id=1",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/component_server",
        "/gradio_api/deep_link",
        "/gradio_api/runs",
        "/gradio_api/run/search",
        "/gradio_api/stream/a/b/c/playlist-file",
        "/gradio_api/vibe-code/",
        "/monitoring",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "/docs",
    ],
)
def test_no_other_route_answers_and_no_file_is_given(server, path):
    for body in (None, b"x=1"):
        status, said = ask(server[0], path, body)
        assert status >= 400, (path, status)
        assert "root:" not in said


def test_an_upload_is_refused_and_leaves_nothing(server):
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nhello\r\n--x--\r\n'
    status, said = ask(server[0], "/gradio_api/upload", body, {"Content-Type": "multipart/form-data; boundary=x"})
    assert status == 404
    assert "no files" in said
    assert files(server[2]) == []


def test_a_request_of_too_many_bytes_is_refused_before_it_is_read(server):
    import http.client

    from patent_demo.guard import MOST_REQUEST

    connection = http.client.HTTPConnection(server[0].removeprefix("http://"), timeout=20)
    connection.putrequest("POST", "/gradio_api/call/search")
    connection.putheader("Content-Length", str(MOST_REQUEST + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    connection.close()


def test_a_body_without_a_length_ends_at_the_limit(monkeypatch):
    import asyncio

    from patent_demo import guard

    monkeypatch.setattr(guard, "MOST_REQUEST", 1000)
    read = []

    async def app(scope, receive, send):
        while (message := await receive())["type"] == "http.request":
            read.append(len(message["body"]))

    async def endless():
        return {"type": "http.request", "body": bytes(300), "more_body": True}

    scope = {"type": "http", "path": "/gradio_api/queue/join", "headers": []}
    asyncio.run(guard.Guard(app)(scope, endless, None))
    assert sum(read) <= 1000


def test_nothing_of_a_drawing_remains_on_disk_or_in_memory(server, client, query):
    mark = "remains-of-a-secret-design"
    _, page, folder = server
    named = PngImagePlugin.PngInfo()
    named.add_text("Comment", mark)
    secret = folder.parent / f"{folder.name}-secret.png"
    with Image.open(query) as picture:
        picture.convert("L").rotate(3, fillcolor=255).save(secret, pnginfo=named)
    sent = text_of(secret)
    secret.unlink()
    assert client.predict(pictures=[sent], k=2, api_name="/search")["hits"]
    needle = sent[200:260]
    sent = ""
    assert files(folder) == []
    for session in page.app.state_holder.session_data.values():
        assert needle not in repr(session.config_values)
        assert needle not in repr(session.state_data)
    gc.collect()
    own = locals()
    kept = [one for one in gc.get_objects() if type(one) in (dict, list, tuple) and _holds(one, needle)]
    assert [one for one in kept if one is not own] == []


def _holds(container, needle):
    values = list(container.values()) if type(container) is dict else container
    return any(type(value) is str and len(value) > 500 and needle in value for value in values)


def test_many_ask_at_once_and_all_are_answered(server, client, query):
    sent = text_of(query)
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda k: client.predict(pictures=[sent], k=k, api_name="/search")["hits"], [1, 2, 3, 4] * 4)
        )
    assert [len(hits) for hits in answers] == [1, 2, 3, 4] * 4
    assert all(hits[0]["patent_id"] == "USD9000006" for hits in answers)


def test_work_that_takes_too_long_is_given_up_in_one_line():
    import threading

    from patent_demo.guard import in_time

    end = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(ValueError, match="no answer within"):
            in_time(pool, end.wait, 0.05)
        end.set()
        assert in_time(pool, lambda: 3, 5) == 3


def test_a_fault_of_the_server_is_logged_and_not_shown(caplog):
    import gradio

    from patent_demo.guard import in_one_line

    def fails():
        raise RuntimeError("/secret/path")

    with pytest.raises(gradio.Error) as shown:
        in_one_line(fails)()
    assert "/secret" not in str(shown.value)
    assert "/secret/path" in caplog.text


def test_the_page_shares_nothing_and_keeps_no_history(server):
    _, page, _ = server
    assert page.share_url is None
    assert page.run_history is False
    assert page.allowed_paths == []
    assert page.analytics_enabled is False
