"""Serves the built site as a plain static host would: right types, text gzipped, nothing else."""

from __future__ import annotations

import gzip
import os
import threading
from contextlib import contextmanager
from functools import cache, partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

SITE = Path(os.environ.get("NKTLIB_SITE") or Path(__file__).resolve().parents[2] / "build" / "docs")

# Written out, because what Python's own table says depends on the machine's /etc/mime.types.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
SQUEEZED = {".css", ".csv", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm"}


@cache
def squeezed(path: Path, _changed: int) -> bytes:
    """The file gzipped at the level static hosts use; once per version of the file."""
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class Handler(BaseHTTPRequestHandler):
    """Answers GET with files below a root."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a small answer waits for an acknowledgement, and timings measure that

    def __init__(self, root: Path, request: socket, address: tuple[str, int], server: ThreadingHTTPServer, /) -> None:
        self.root = root
        super().__init__(request, address, server)

    def do_GET(self) -> None:
        path = (self.root / unquote(urlsplit(self.path).path).lstrip("/")).resolve()
        if path.is_dir():
            path /= "index.html"
        if not path.is_relative_to(self.root) or not path.is_file():
            self.answer(HTTPStatus.NOT_FOUND, b"no such file", {"Content-Type": TYPES[".txt"]})
            return
        headers = {"Content-Type": TYPES.get(path.suffix, "application/octet-stream"), "Cache-Control": "no-cache"}
        if path.suffix in SQUEEZED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = squeezed(path, path.stat().st_mtime_ns)
            headers["Content-Encoding"] = "gzip"
        else:
            body = path.read_bytes()
        self.answer(HTTPStatus.OK, body, headers)

    def answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what the browser asked for is in the tests' own log."""


class Server(ThreadingHTTPServer):
    """A server whose clients may go away in the middle of an answer: a browser does when its page is closed."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: a page that misses an answer fails its test by itself."""


@contextmanager
def serving(root: Path = SITE) -> Iterator[str]:
    """Serve a folder on a free port; yields the origin, `http://127.0.0.1:PORT`."""
    server = Server(("127.0.0.1", 0), partial(Handler, root.resolve()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
