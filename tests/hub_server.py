"""A stand-in for the Hub: as much of its HTTP interface as a push and a load ask for, on 127.0.0.1, into a folder.

It keeps the files of each repository in FOLDER/author/name, those of a dataset in FOLDER/datasets/author/name; one
revision (main), large files by their SHA-256. Files are given in the ranges that are asked for.
"""

import base64
import contextlib
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_x"
REPO = r"(?P<repo>(?:datasets/)?[\w.-]+/[\w.-]+)"
LARGE = (".safetensors", ".bin", ".parquet", ".png")
ROUTES = {
    ("POST", r"/api/repos/create"): "create",
    ("POST", r"/api/validate-yaml"): "validate",
    ("POST", rf"/api/models/{REPO}/preupload/main"): "preupload",
    ("POST", rf"/{REPO}\.git/info/lfs/objects/batch"): "batch",
    ("PUT", r"/large/(?P<oid>[0-9a-f]{64})"): "put_large",
    ("POST", rf"/api/models/{REPO}/commit/main"): "commit",
    ("GET", rf"/api/models/{REPO}(/revision/(?P<revision>\w+))?"): "info",
    ("GET", rf"/api/models/{REPO}/tree/(?P<revision>\w+)(/(?P<path>.+))?"): "tree",
    ("GET", rf"/{REPO}/resolve/(?P<revision>\w+)/(?P<path>.+)"): "resolve",
    ("GET", r"/large/(?P<oid>[0-9a-f]{64})"): "get_large",
}


@contextlib.contextmanager
def serve_hub(folder):
    """Serve a folder as a Hub while the block runs; gives the server, with its address and the requests it got."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.folder, server.address = Path(folder), f"http://127.0.0.1:{server.server_address[1]}"
    server.requests, server.not_served, server.ranges = [], [], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.handle_one("GET")

    do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

    def do_POST(self):
        self.handle_one("POST")

    def do_PUT(self):
        self.handle_one("PUT")

    def handle_one(self, method):
        body = self.body()
        path = unquote(urlsplit(self.path).path)
        self.server.requests.append((self.command, path))
        path = path.replace("/api/datasets/", "/api/models/datasets/", 1)
        for (routed, pattern), name in ROUTES.items():
            match = re.fullmatch(pattern, path)
            if match is None or method != routed:
                continue
            # Large files go to a signed address, which takes no token.
            if method == "POST" and self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self.send(401, {"error": "no token"})
            given = match.groupdict()
            if "repo" in given and not (self.server.folder / given["repo"]).is_dir():
                return self.send(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
            if given.get("revision") not in (None, "main", self.commit_of(given.get("repo", ""))):
                return self.send(404, {"error": "no such revision"}, {"X-Error-Code": "RevisionNotFound"})
            return getattr(self, name)(body, **{key: value for key, value in given.items() if key != "revision"})
        self.server.not_served.append((self.command, path))
        return self.send(501, {"error": f"the stand-in has no {self.command} {path}"})

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def send(self, status, content=b"", headers=None):
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def files(self, repo):
        root = self.server.folder / repo
        return {str(path.relative_to(root)): path for path in sorted(root.rglob("*")) if path.is_file()}

    def commit_of(self, repo):
        digest = hashlib.sha1()
        for name, path in self.files(repo).items():
            digest.update(name.encode() + hashlib.sha1(path.read_bytes()).digest())
        return digest.hexdigest()

    def create(self, body):
        asked = json.loads(body)
        kind = "datasets/" if asked.get("type") == "dataset" else ""
        repo = f"{kind}{asked['organization'] or 'someone'}/{asked['name']}"
        folder = self.server.folder / repo
        existed = folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self.send(409 if existed else 200, {"url": f"{self.server.address}/{repo}", "name": repo.removeprefix(kind)})

    def validate(self, body):
        assert json.loads(body)["content"].startswith("---\n")
        self.send(200, {"errors": [], "warnings": []})

    def preupload(self, body, repo):
        names = [file["path"] for file in json.loads(body)["files"]]
        modes = {name: "lfs" if name.endswith(LARGE) else "regular" for name in names}
        self.send(
            200, {"files": [{"path": name, "uploadMode": mode, "shouldIgnore": False} for name, mode in modes.items()]}
        )

    def batch(self, body, repo):
        objects = [
            item | {"actions": {"upload": {"href": f"{self.server.address}/large/{item['oid']}"}}}
            for item in json.loads(body)["objects"]
        ]
        self.send(200, {"transfer": "basic", "objects": objects})

    def put_large(self, body, oid):
        if hashlib.sha256(body).hexdigest() != oid:
            return self.send(400, {"error": "the content is not that of its name"})
        target = self.server.folder / ".large" / oid
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(body)
        return self.send(200)

    def commit(self, body, repo):
        for line in body.decode().splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "header":
                continue
            if entry["key"] == "deletedFile":
                (self.server.folder / repo / value["path"]).unlink()
                continue
            assert entry["key"] in ("file", "lfsFile"), entry["key"]
            if entry["key"] == "file":
                content = base64.b64decode(value["content"])
            else:
                content = (self.server.folder / ".large" / value["oid"]).read_bytes()
            target = self.server.folder / repo / value["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        oid = self.commit_of(repo)
        self.send(200, {"commitUrl": f"{self.server.address}/{repo}/commit/{oid}", "commitOid": oid})

    def info(self, body, repo):
        siblings, own = [{"rfilename": name} for name in self.files(repo)], repo.removeprefix("datasets/")
        found = {"id": own, "modelId": own, "sha": self.commit_of(repo), "siblings": siblings, "tags": []}
        self.send(200, found | {"private": False, "downloads": 0, "likes": 0})

    def tree(self, body, repo, path):
        files = {name: file for name, file in self.files(repo).items() if path is None or name.startswith(f"{path}/")}
        if path is not None and not files:
            return self.missing(repo)
        entries = [entry(name, file) for name, file in files.items()]
        if parse_qs(urlsplit(self.path).query).get("recursive") != ["true"]:
            depth = 0 if path is None else path.count("/") + 1
            entries = [entry for entry in entries if entry["path"].count("/") == depth]
            below = {"/".join(name.split("/")[: depth + 1]) for name in files if name.count("/") > depth}
            entries += [{"type": "directory", "path": name, "oid": "0" * 40} for name in sorted(below)]
        return self.send(200, entries)

    def resolve(self, body, repo, path):
        file = self.files(repo).get(path)
        if file is None:
            return self.missing(repo)
        content = file.read_bytes()
        commit = {"X-Repo-Commit": self.commit_of(repo)}
        if not path.endswith(LARGE):
            return self.send(200, content, commit | {"ETag": f'"{hashlib.sha1(content).hexdigest()}"'})
        oid = hashlib.sha256(content).hexdigest()
        linked = {"X-Linked-Etag": f'"{oid}"', "X-Linked-Size": str(len(content))}
        # Large files lie at another host: the client takes what it must know from this answer, and follows no further.
        elsewhere = self.server.address.replace("127.0.0.1", "localhost")
        return self.send(302, b"", commit | linked | {"Location": f"{elsewhere}/large/{oid}"})

    def get_large(self, body, oid):
        content = (self.server.folder / ".large" / oid).read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked is None:
            return self.send(200, content, {"Accept-Ranges": "bytes"})
        start, end = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
        self.server.ranges.append((oid, end + 1 - start))
        return self.send(206, content[start : end + 1], {"Content-Range": f"bytes {start}-{end}/{len(content)}"})

    def missing(self, repo):
        self.send(404, b"Entry not found", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": self.commit_of(repo)})


def entry(name, file):
    """Return what a listing says of a file."""
    found = {"type": "file", "path": name, "size": file.stat().st_size, "oid": "0" * 40}
    if name.endswith(LARGE):
        oid = hashlib.sha256(file.read_bytes()).hexdigest()
        found["lfs"] = {"oid": oid, "size": found["size"], "pointerSize": 100}
    return found
