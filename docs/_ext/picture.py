# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""The picture of a result on the first page, drawn from a published case while the page is built.

Findings as a list, causes as bars in inline SVG. Colours are the theme's, so that it follows light and dark; whoever
does not see it hears the same names and numbers.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from nktlib.assessment.result import side_id
from nktlib.assessment.score import score
from nktlib.assessment.text import KIND_WORDS
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.assessment.result import Assessment
    from nktlib.sessions.finding import Finding

CASE: Final = "n01"
CAUSES: Final = 5
WIDTH: Final = 420
ROW: Final = 38
ABNORMAL: Final = ("weak", "absent", "reduced", "positive", "painful")


def picture() -> str:
    """Draw findings and causes of the case."""
    session = read_session(data_directory() / "sessions" / f"{CASE}.csv")
    result = score(session)
    findings = "".join(_finding(finding) for finding in session.findings if finding.kind in SHOWN)
    flags = "".join(f"<li>{escape(flag.title)}</li>" for flag in result.flags if flag.kind == "referral")
    return (
        '<figure class="nkt-result">\n<div class="nkt-findings"><p><b>What was tested</b></p>'
        f"<ul>{findings}</ul></div>\n"
        f'<div class="nkt-causes"><p><b>What could be behind it</b></p>{_bars(result)}'
        f"<p><b>Refer first</b></p><ul>{flags}</ul></div>\n"
        "<figcaption>A published case, scored while this page was built. The length of a bar is the probability by the "
        "model; a hypothesis to check, not a diagnosis.</figcaption></figure>\n"
    )


SHOWN: Final = {"strength": "", "reflex": " reflex", "sign": " sign", "sensation": ", sensation"}
"""Kinds of findings that are shown, with the word after the site."""


def _finding(finding: Finding) -> str:
    side = f", {finding.side}" if finding.side else ""
    weak = finding.outcome in ABNORMAL or (finding.kind == "strength" and finding.outcome[0].isdigit())
    shown = f"<b>{escape(finding.outcome)}</b>" if weak else escape(finding.outcome)
    return f"<li>{escape(finding.site)}{SHOWN[finding.kind]}{side}: {shown}</li>"


def _bars(result: Assessment) -> str:
    causes = result.causes[:CAUSES]
    height = ROW * len(causes)
    bars = "".join(_bar(result, number) for number in range(len(causes)))
    told = "; ".join(f"{name}, {percent}" for name, percent in _told(result))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="result-title result-told">'
        '<title id="result-title">The most probable causes</title>'
        f'<desc id="result-told">{escape(told)}</desc>{bars}</svg>'
    )


def _told(result: Assessment) -> Iterator[tuple[str, str]]:
    for cause in result.causes[:CAUSES]:
        name = f"{result.names[side_id(cause.target, cause.side)]}: {KIND_WORDS[cause.kind]}"
        yield name, f"{cause.probability:.0%}".replace("%", " %")


def _bar(result: Assessment, number: int) -> str:
    name, percent = list(_told(result))[number]
    top, width = ROW * number, max(2.0, WIDTH * result.causes[number].probability)
    return (
        f'<text x="0" y="{top + 14}">{escape(name)}</text>'
        f'<text x="{WIDTH}" y="{top + 14}" text-anchor="end">{percent}</text>'
        f'<rect class="nkt-track" y="{top + 20}" width="{WIDTH}" height="9"/>'
        f'<rect class="nkt-bar" y="{top + 20}" width="{width:.1f}" height="9"/>'
    )
