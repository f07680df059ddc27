"""Live scoring: the library in the browser says what it says here, to nine digits, and nothing is loaded unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

import nktlib
from tests.browser.screenshots import shoot, to_top

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from nktlib.assessment.result import Assessment
    from tests.browser.conftest import Visits
    from tests.browser.log import Log

DATA = Path(__file__).resolve().parents[2] / "data" / "sessions"
FILES = sorted(path for path in DATA.rglob("*") if path.suffix in {".csv", ".json"})
WITHIN = 1e-9
LOADING = 120_000
SCORING = 60_000


def start(page: Page) -> None:
    """Load the scorer, and keep every result that the page gives."""
    page.evaluate("results = []; addEventListener('nkt:result', event => results.push(event.detail))")
    page.get_by_role("button", name="Load the scorer").click()
    page.locator("#nkt-live[data-state=ready]").wait_for(timeout=LOADING)


@pytest.fixture(scope="module")
def scorer(visit_once: Visits) -> Page:
    page = visit_once("live.html", accept_downloads=True)
    start(page)
    return page


def open_file(page: Page, path: Path) -> None:
    page.get_by_label("A file of your own").set_input_files(path)
    expect(page.locator("#nkt-live").get_by_role("status").first).to_contain_text(
        f"{path.name} was opened",
        timeout=SCORING,  # it may be looking at further tests still
    )


def score(page: Page, visit: str | None = None) -> dict[str, Any]:
    """Press the button; what the page was told by the library."""
    known = page.evaluate("results.length")
    if visit is not None:
        page.get_by_label("Visit to score").select_option(visit)
    page.get_by_role("button", name="Score", exact=True).click()
    page.wait_for_function("known => results.length > known", arg=known, timeout=SCORING)
    found: dict[str, Any] = page.evaluate("results.at(-1)")
    return found


def same(shown: dict[str, Any], own: Assessment) -> None:
    """Same ranking, and every number within a billionth."""
    raw = shown["raw"]
    causes = {cause.id: cause.probability for cause in own.causes}
    assert [cause["id"] for cause in shown["result"]["causes"]] == list(causes)
    assert {name: float(text) for name, text in raw["causes"].items()} == pytest.approx(causes, rel=0, abs=WITHIN)
    links = {f"{link.compensator} > {link.inhibited}": link.probability for link in own.links}
    assert {name: float(text) for name, text in raw["links"].items()} == pytest.approx(links, rel=0, abs=WITHIN)
    levels = {f"{node} {level}": value for node, values in own.levels.items() for level, value in enumerate(values)}
    given = {
        f"{node} {level}": float(text) for node, texts in raw["levels"].items() for level, text in enumerate(texts)
    }
    assert given == pytest.approx(levels, rel=0, abs=WITHIN)
    assert float(raw["log_evidence"]) == pytest.approx(own.log_evidence, rel=0, abs=WITHIN)
    assert float(raw["log_bayes_factor"]) == pytest.approx(own.log_bayes_factor, rel=0, abs=WITHIN)
    assert [flag["code"] for flag in shown["result"]["flags"]] == [flag.code for flag in own.flags]
    assert shown["text"] == str(own)


def test_every_session_is_tested() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_session_scores_as_in_python(scorer: Page, log: Log, path: Path) -> None:
    assert log is not None
    session = nktlib.read_session(path)
    open_file(scorer, path)
    visits = session.visits if len(session.visits) > 1 else (None,)
    for visit in visits:
        one = session if visit is None else session.of_visit(visit)
        own = nktlib.score(one)
        # Which visit is scored can be chosen once the first has been.
        shown = score(scorer, visit if visit is not None and visit != visits[0] else None)
        same(shown, own)
        named = [item.get_attribute("data-cause") for item in scorer.locator("li[data-cause]").all()]
        assert named == [cause["id"] for cause in shown["result"]["causes"]][: len(named)]
        assert named or own.causes[0].probability < 0.01


def test_a_cause_is_explained_as_in_python(scorer: Page, log: Log) -> None:
    assert log is not None
    path = DATA / "n01.csv"
    open_file(scorer, path)
    score(scorer)
    # Rows count from the first finding there, in a file from its first line.
    records = [finding.record() for finding in nktlib.read_session(path).findings]
    own = nktlib.score(nktlib.Session.from_records(records))
    first = scorer.locator("li[data-cause]").first
    first.locator("summary", has_text="Why").click()
    account = own.explain(own.causes[0].id, contrast=False)
    expect(first.locator("details li")).to_have_text(list(account.sentences), timeout=SCORING)


def test_the_first_of_the_next_tests_is_that_of_python(scorer: Page, log: Log) -> None:
    assert log is not None
    path = DATA / "n01.csv"
    open_file(scorer, path)
    score(scorer)
    first, *_others = nktlib.next_tests(nktlib.read_session(path)).tests
    shown = scorer.locator(".live-next-tests ol > li").first
    # It looks at the most promising first and mends the list as it goes.
    expect(shown).to_contain_text(f"{first.information_bits:.3f} bits", timeout=SCORING)


@pytest.mark.parametrize("suffix", [".csv", ".json"])
@pytest.mark.parametrize("name", ["n01.csv", "practitioner/two_visits_hamstring.csv"])
def test_a_saved_session_opens_in_python(scorer: Page, log: Log, tmp_path: Path, name: str, suffix: str) -> None:
    assert log is not None
    open_file(scorer, DATA / name)
    with scorer.expect_download() as download:
        scorer.get_by_role("button", name=f"Save as {suffix}").click()
    saved = tmp_path / f"session{suffix}"
    download.value.save_as(saved)
    assert nktlib.read_session(saved).findings == nktlib.read_session(DATA / name).findings


def test_a_finding_is_entered_with_the_keyboard(scorer: Page, log: Log) -> None:
    assert log is not None
    scorer.get_by_role("button", name="Remove all").click()
    scorer.get_by_role("button", name="Add a finding").click()
    site = scorer.get_by_role("combobox", name="What").last
    expect(site).to_be_focused()
    scorer.keyboard.type("r glute max")
    expect(scorer.get_by_role("option", name="gluteus maximus").first).to_be_visible()
    scorer.keyboard.press("ArrowDown")
    scorer.keyboard.press("Enter")
    assert "gluteus maximus" in site.input_value()
    scorer.get_by_role("combobox", name="Side").last.select_option("right")
    scorer.get_by_role("combobox", name="Outcome").last.select_option("weak")
    rows = [{"kind": "strength", "site": "gluteus maximus", "side": "right", "outcome": "weak"}]
    same(score(scorer), nktlib.score(nktlib.Session.from_records(rows)))


def test_the_session_is_painted_on_the_body(scorer: Page, log: Log) -> None:
    assert log is not None
    open_file(scorer, DATA / "practitioner" / "foot_drop.csv")
    score(scorer)
    expect(scorer.locator("[data-nodes].nkt-body-painted").first).to_be_attached()
    to_top(scorer.get_by_role("region", name="Result", exact=True))
    shoot(scorer, "live_result")


def test_a_wrong_file_is_refused_with_its_faults(scorer: Page, log: Log, tmp_path: Path) -> None:
    assert log is not None
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("kind,site,side,outcome\nstrength,glute maxx,right,weak\n", encoding="utf-8")
    scorer.get_by_label("A file of your own").set_input_files(wrong)
    said = scorer.get_by_role("group", name="What is wrong")
    expect(said).to_contain_text("glut")


def test_nothing_is_loaded_before_it_is_asked_for(visit: Visits, log: Log) -> None:
    visit("live.html")
    assert not [asked for asked in log.requests if "/pyodide/" in asked or "/wheels/" in asked]
