"""A stand-in for a language model's endpoint: chat completions on 127.0.0.1, with faults by name.

    python -m tests.llm_server --port 8000 --latency 0.05 --fault 429:0 --every 10

It looks at a picture and describes its ink, or writes as many texts as it is asked for, about the object it is told.
"""

import argparse
import base64
import contextlib
import email.utils
import hashlib
import io
import json
import os
import re
import socket
import struct
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

MODELS = ("captioner", "writer")
PAGE = b"<!DOCTYPE html><html><h1>Bad gateway</h1></html>"
SETTINGS = {"model", "messages", "max_tokens", "max_completion_tokens", "response_format", "stream"}
WORDS = {
    "shape": ["tapered", "rounded", "angular", "slender", "squat", "curved", "faceted", "flared", "stepped", "arched"],
    "part": ["body", "rim", "base", "shell", "panel", "frame", "handle", "collar", "column", "plate", "edge", "neck"],
    "mark": ["ribs", "grooves", "slots", "ridges", "notches", "bands", "facets", "openings", "steps", "lines"],
    "place": ["along one side", "around the middle", "near the top", "below the rim", "at both ends", "on the front"],
    "start": ["A drawing of {}", "This is {}", "One sees {}", "The design shows {}", "Depicted is {}", "It is {}"],
}


@contextlib.contextmanager
def serve_llm(script=(), port=0, **settings):
    """Serve while the block runs; gives the server, with its address and what it was asked.

    Args:
        script: what happens to the first requests, in the order of their arrival, or a function of a request's number
            (from 0) and its record; "ok" and what comes after the script is answered. The other names are those of
            `FAULTS`, and any HTTP status; after a colon may follow a number (seconds) or a date.
        port: 0 takes a free one.
        settings: of `Server`.
    """
    server = Server(port, script, **settings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Server(ThreadingHTTPServer):
    """The stand-in; `port` and `script` are those of `serve_llm`.

    Args:
        models: the names it knows.
        key: the key that requests must have; None takes any, and none.
        latency: seconds that an answer takes.
        refuses: settings that it answers with a 400.

    Attributes:
        address: for clients, ending in /v1.
        asked: a record of each request: role, model, prompt, size of the picture, key, body, what happened, time.
        most_at_once: the largest number of requests that were answered at one time.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port=0, script=(), models=MODELS, key=None, latency=0.0, refuses=()):
        super().__init__(("127.0.0.1", port), Handler)
        self.script, self.models, self.key, self.latency, self.refuses = script, models, key, latency, refuses
        self.address = f"http://127.0.0.1:{self.server_address[1]}/v1"
        self.lock, self.closing = threading.Lock(), threading.Event()
        self.asked, self.wrong, self.at_once, self.most_at_once = [], [], 0, 0

    def prompts(self, role):
        return [record["prompt"] for record in self.asked if record["role"] == role]

    def handle_error(self, request, client_address):
        pass  # clients go away, and some are cut off


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if self.path != "/v1/models":
            return self.fault(404, "no such page")
        return self.send(200, {"object": "list", "data": [{"id": name} for name in self.server.models]})

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # who asked was killed meanwhile
            self.close_connection = True
            return None
        if self.path != "/v1/chat/completions":
            return self.fault(404, f"no such page: {self.path}")
        with self.server.lock:
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self.answer(body)
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def answer(self, body):
        server = self.server
        key = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        try:
            record = read_request(json.loads(body)) | {"key": key, "time": time.monotonic()}
        except (ValueError, KeyError, TypeError, OSError) as error:
            server.wrong.append(repr(error))
            return self.fault(400, f"not a request for chat completions: {error!r}")
        with server.lock:
            number = len(server.asked)
            server.asked.append(record)
            script = server.script
            name = script(number, record) if callable(script) else script[number] if number < len(script) else "ok"
            record["happened"] = name
        if server.key is not None and key != server.key:
            return self.fault(401, f"Incorrect API key provided: {key}.", code="invalid_api_key")
        if record["model"] not in server.models:
            return self.fault(404, f"The model `{record['model']}` does not exist.", code="model_not_found")
        if refused := next((setting for setting in server.refuses if setting in record["body"]), None):
            return self.fault(400, f"Unsupported parameter: '{refused}' is not supported with this model.")
        server.closing.wait(server.latency)
        name, _, value = (name or "ok").partition(":")
        if name.isdecimal():
            return self.fault(int(name), "as the script says", {"Retry-After": value} if value else {})
        return FAULTS[name](self, record, value)

    def send(self, status, content, headers=()):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for header in {"Content-Type": "application/json", "Content-Length": str(len(data)), **dict(headers)}.items():
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(data)

    def fault(self, status, message, headers=(), code=None):
        self.send(status, {"error": {"message": message, "type": "error", "code": code}}, headers)

    def complete(self, record, content, reason="stop", **more):
        text = content if isinstance(content, str) else ""
        usage = {"prompt_tokens": len(record["prompt"].split()), "completion_tokens": len(text.split())}
        message = {"role": "assistant", "content": content, **more}
        choice = {"index": 0, "message": message, "finish_reason": reason}
        self.send(200, completion(record["model"], [choice], usage))

    def reset(self, record, _):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        os.close(self.connection.detach())

    def truncate(self, record, _):
        data = json.dumps(completion(record["model"], [], None)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.close_connection = True

    def hang(self, record, seconds):
        self.server.closing.wait(float(seconds or 60))
        self.close_connection = True

    def slow(self, record, seconds):
        self.server.closing.wait(float(seconds or 0.2))
        self.complete(record, reply_to(record))


def completion(model, choices, usage):
    return {"id": "1", "object": "chat.completion", "model": model, "choices": choices, "usage": usage}


def as_json(texts):
    return json.dumps({"texts": texts, "synonyms": ["article"]})


FAULTS = {
    "ok": lambda self, record, _: self.complete(record, reply_to(record)),
    "hang": Handler.hang,
    "slow": Handler.slow,
    "reset": Handler.reset,
    "truncated": Handler.truncate,
    "malformed": lambda self, record, _: self.send(200, b'{"choices": [{"message": {"content": "A cu'),
    "html": lambda self, record, _: self.send(200, PAGE),
    "html 502": lambda self, record, _: self.send(502, PAGE),
    "list of errors": lambda self, record, _: self.send(429, [{"error": {"message": "slow down", "code": 429}}]),
    "no choices": lambda self, record, _: self.send(200, completion(record["model"], [], None)),
    "error in 200": lambda self, record, _: self.send(200, {"error": {"message": "provider is down", "code": 502}}),
    "null content": lambda self, record, _: self.complete(record, None),
    "empty": lambda self, record, _: self.complete(record, ""),
    "a number": lambda self, record, _: self.send(200, b"17"),
    "no usage": lambda self, record, _: self.send(
        200, completion(record["model"], [{"message": {"content": reply_to(record)}}], None)
    ),
    "parts": lambda self, record, _: self.complete(record, [{"type": "text", "text": reply_to(record)}]),
    "thinks": lambda self, record, _: self.complete(record, f"<think>Is it {{a cup}}?</think>\n{reply_to(record)}"),
    "refusal": lambda self, record, _: self.complete(record, "I'm sorry, but I can't assist with that."),
    "refusal field": lambda self, record, _: self.complete(record, None, refusal="I can't help with that."),
    "content filter": lambda self, record, _: self.complete(record, None, "content_filter"),
    "length": lambda self, record, _: self.complete(record, reply_to(record)[:200], "length"),
    "length, nothing": lambda self, record, _: self.complete(record, None, "length"),
    "no JSON": lambda self, record, _: self.complete(record, "There is little to say about this."),
    "duplicates": lambda self, record, _: self.complete(record, as_json([texts_for(record)[0]] * 20)),
    "quota": lambda self, record, _: self.fault(429, "You exceeded your quota.", code="insufficient_quota"),
    "busy until": lambda self, record, date: self.fault(429, "busy", {"Retry-After": date}),
    "busy a second by date": lambda self, record, _: self.fault(
        503, "busy", {"Retry-After": email.utils.formatdate(time.time() + 2)}
    ),
    "echoes the key": lambda self, record, _: self.fault(400, f"the header was: Bearer {record['key']}"),
}


def read_request(body):
    """Return what a request holds; an error if it is none."""
    if unknown := set(body) - SETTINGS:
        raise ValueError(f"settings {unknown}")
    record = {"model": body["model"], "role": "writer", "picture": None, "body": body}
    words = []
    for message in body["messages"]:
        if message["role"] not in ("system", "user"):
            raise ValueError(f"role {message['role']}")
        parts = message["content"]
        for part in [{"type": "text", "text": parts}] if isinstance(parts, str) else parts:
            if part["type"] == "text":
                words.append(part["text"])
                continue
            head, _, data = part["image_url"]["url"].partition(",")
            if head != "data:image/png;base64":
                raise ValueError(f"a picture as {head[:40]}")
            picture = Image.open(io.BytesIO(base64.b64decode(data, validate=True)))
            picture.load()
            record |= {"role": "captioner", "picture": picture}
    return record | {"prompt": "\n".join(words)}


def reply_to(record):
    return as_json(texts_for(record)) if record["role"] == "writer" else caption_of(record["picture"])


def caption_of(picture):
    """Describe a picture by its ink."""
    gray = picture.convert("L")
    box = gray.point([255 * (value < 128) for value in range(256)]).getbbox() or (0, 0, 0, 0)
    digest = hashlib.sha256(gray.tobytes()).digest()
    shape, part, mark, place = (pool[digest[n] % len(pool)] for n, pool in enumerate(list(WORDS.values())[:4]))
    wide = "wider than tall" if box[2] - box[0] > box[3] - box[1] else "taller than wide"
    return f"The outline is {wide}. A {shape} {part} carries {mark} {place}."


def texts_for(record):
    """Write the texts that a prompt asks for, about the object that it names; no two are alike."""
    prompt = record["prompt"]
    counts = re.findall(r"\b[Ww]rite (\d+)", prompt)
    named = re.search(r"^(?:Object name|Title of the patent): (.+)$", prompt, re.MULTILINE)
    name = f"a {(named[1] if named else 'design').strip().lower()}"
    texts, (shapes, parts, marks, places, starts) = [], WORDS.values()
    first = hashlib.sha256(prompt.encode()).digest()
    for number in range(int(counts[-1]) if counts else 20):
        # Any two of twenty differ in two words at least: their shapes do, or their marks and their parts.
        shape = shapes[(first[0] + number) % len(shapes)]
        mark = marks[(first[1] + number + number // len(shapes)) % len(marks)]
        part = parts[(first[2] + number) % len(parts)]
        digest = hashlib.sha256(f"{number} {prompt}".encode()).digest()
        start, place = starts[digest[0] % len(starts)].format(name), places[digest[1] % len(places)]
        texts.append(f"{start} with a {shape} {part} and {mark} {place}.")
    return texts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that an answer takes")
    parser.add_argument("--fault", default="ok", help="a fault by name, such as 429:0")
    parser.add_argument("--every", type=int, default=10, help="every how many requests the fault comes")
    options = parser.parse_args()
    if not options.fault.partition(":")[0].isdecimal() and options.fault.partition(":")[0] not in FAULTS:
        parser.error(f"--fault is an HTTP status or one of {', '.join(FAULTS)}")
    faults = ["ok"] * (options.every - 1) + [options.fault]
    with serve_llm(lambda number, _: faults[number % options.every], options.port, latency=options.latency) as server:
        print(server.address, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
