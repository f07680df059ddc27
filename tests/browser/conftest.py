"""A server, a browser and pages for the tests of the built site, and a log that has to stay clean in every test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import pytest
from attrs import define, field
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.log import Log
from tests.browser.server import SITE, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
SWITCHES = (
    "--no-sandbox",  # root in a container has none, and the only pages read are our own
    "--disable-dev-shm-usage",  # containers have little of it
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # what a page asks elsewhere fails, and is seen
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "timed: measures time; `make docs-test` runs it with nothing beside it")


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    if not (SITE / "index.html").is_file():
        pytest.fail(f"there is no site in {SITE}: run `make docs` first", pytrace=False)
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    if path is None:
        if chromium.required():
            pytest.fail("there is no Chromium, and here one is required", pytrace=False)
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def log(origin: str) -> Log:
    return Log(origin)


@pytest.fixture(autouse=True)
def nothing_leaves_and_nothing_fails(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that had a page: no request went elsewhere, and the console holds no error."""
    yield
    if "log" in request.fixturenames or "visit" in request.fixturenames:
        complaints = request.getfixturevalue("log").take()
        assert not complaints, "\n".join(complaints)


@define
class Visits:
    """Opens pages of the site, each in a context of its own, and closes them."""

    browser: Browser
    origin: str
    log: Log
    contexts: list[BrowserContext] = field(factory=list)

    def __call__(
        self,
        path: str,
        *,
        width: Literal["desktop", "phone"] = "desktop",
        theme: Literal["light", "dark"] = "light",
        **options: Any,  # noqa: ANN401 - whatever a context takes
    ) -> Page:
        """Open a path of the site and wait until its scripts and data are there."""
        page = self.blank(width=width, theme=theme, **options)
        page.goto(f"{self.origin}/{path}", wait_until="networkidle")
        return page

    def blank(
        self,
        *,
        width: Literal["desktop", "phone"] = "desktop",
        theme: Literal["light", "dark"] = "light",
        **options: Any,  # noqa: ANN401 - whatever a context takes
    ) -> Page:
        """Open a page that is nowhere yet."""
        across, down = WIDTHS[width]
        context = self.browser.new_context(
            viewport={"width": across, "height": down}, color_scheme=theme, reduced_motion="reduce", **options
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        self.log.watch(context)
        return context.new_page()

    def close(self) -> None:
        """Close what was opened."""
        for context in self.contexts:
            context.close()


@contextmanager
def visits(browser: Browser, origin: str, log: Log) -> Iterator[Visits]:
    opened = Visits(browser, origin, log)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def visit(browser: Browser, origin: str, log: Log) -> Iterator[Visits]:
    with visits(browser, origin, log) as opened:
        yield opened


@pytest.fixture(scope="module")
def visit_once(browser: Browser, origin: str, log: Log) -> Iterator[Visits]:
    """For a page that all tests of a module share."""
    with visits(browser, origin, log) as opened:
        yield opened
