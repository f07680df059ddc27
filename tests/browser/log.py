"""What a browser asked for and complained of. Empty complaints are part of every test of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import define, field

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

INSIDE = {"data", "blob", "about"}
"""Schemes of addresses that a page makes up for itself: nothing is asked of anybody."""


@define(slots=False)  # Playwright hangs its wrappers of listeners on the object
class Log:
    """Requests and errors of all pages since the last `take`."""

    origin: str
    requests: list[str] = field(factory=list)
    errors: list[str] = field(factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Listen to everything in this context, its workers included."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))

    def take(self) -> list[str]:
        """All complaints, requests to elsewhere first; the log starts anew."""
        elsewhere = [f"left the origin: {url}" for url in self.requests if not self.inside(url)]
        complaints = elsewhere + self.errors
        self.requests, self.errors = [], []
        return complaints

    def inside(self, url: str) -> bool:
        """Whether asking for this address asks nobody but the site."""
        parts = urlsplit(url)
        return parts.scheme in INSIDE or f"{parts.scheme}://{parts.netloc}" == self.origin

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/favicon.ico"):  # browsers ask for it unasked
            self.errors.append(f"answered {response.status}: {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "favicon.ico" not in message.location.get("url", ""):
            self.errors.append(f"console: {message.text} ({message.location.get('url', '')})")
