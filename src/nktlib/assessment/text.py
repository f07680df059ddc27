"""How an assessment prints: what a practitioner takes in within ten seconds."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from nktlib.assessment.result import side_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.assessment.result import Assessment, CausePosterior, Flag

BAR: Final = 20
EIGHTHS: Final = " ▏▎▍▌▋▊▉"
SHOWN_CAUSES: Final = 8
SHOWN_LINKS: Final = 4
LEAST_SHOWN: Final = 0.01
KIND_WORDS: Final = {
    "overwork": "overworks",
    "nerve": "nerve lesion",
    "root": "root lesion",
    "joint": "joint",
    "local": "itself",
}

BOLD: Final = "\x1b[1m"
RED: Final = "\x1b[31m"
DIM: Final = "\x1b[2m"
PLAIN: Final = "\x1b[0m"


def as_text(result: Assessment, *, colour: bool = False) -> str:
    """Render the most probable causes, what they inhibit, the Bayes factor, flags and what the answer rests on."""
    return "\n".join(_lines(result, colour=colour))


def _lines(result: Assessment, *, colour: bool) -> Iterator[str]:
    def style(text: str, code: str) -> str:
        return f"{code}{text}{PLAIN}" if colour else text

    shown = [cause for cause in result.causes[:SHOWN_CAUSES] if cause.probability >= LEAST_SHOWN]
    many = "1 finding" if result.findings == 1 else f"{result.findings} findings"
    yield style(f"Most probable causes behind {many}", BOLD)
    for cause in shown:
        yield f"{_percent(cause.probability)}  {_bar(cause.probability)}  {_describe(result, cause)}"
        if cause.kind == "overwork":
            yield from (style(line, DIM) for line in _inhibits(result, cause))
    if not shown:
        yield f"  none reaches {LEAST_SHOWN:.0%}"
    yield ""
    yield f"Compensation against none: {_verdict(result.log_bayes_factor)}"
    for flag in result.flags:
        if flag.kind != "weak_evidence":
            yield style(_flag(result, flag), RED if flag.kind == "referral" else PLAIN)
    weak = [flag.detail for flag in result.flags if flag.kind == "weak_evidence"]
    yield f"Weak evidence: {weak[0] if weak else 'none among what leads'}"
    if result.errors:
        widest = max(result.errors[cause.id] for cause in shown or result.causes[:1])
        yield f"Sampled, not exact ({result.method}): the probabilities above may be off by up to {widest:.1%}"
    made = result.provenance
    closing = f"A hypothesis to check, not a diagnosis. nktlib {made.nktlib}, atlas {made.atlas}, model {made.model}"
    yield style(closing, DIM)


def _percent(probability: float) -> str:
    return f"{100 * probability:4.0f} %"


def _bar(probability: float) -> str:
    """A bar of eighths of a cell, filled up to its full width so that what follows lines up."""
    eighths = round(probability * BAR * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (EIGHTHS[part] if part else "")).ljust(BAR, "·")


def _describe(result: Assessment, cause: CausePosterior) -> str:
    return f"{result.names[side_id(cause.target, cause.side)]}: {KIND_WORDS[cause.kind]}"


def _inhibits(result: Assessment, cause: CausePosterior) -> Iterator[str]:
    mine = cause.id.partition(":")[2]
    links = [link for link in result.links if link.compensator == mine][:SHOWN_LINKS]
    indent = " " * (len(_percent(0)) + BAR + 4)
    for link in links:
        if link.probability >= LEAST_SHOWN:
            what = f"{result.names[link.inhibited]} {link.probability:.0%}"
            yield f"{indent}inhibits {what} ({link.basis}, grade {link.grade})"


def _verdict(log_bayes_factor: float) -> str:
    factor = exp(log_bayes_factor)
    if factor >= 1:
        return f"x{factor:.1f} for compensation ({_strength(factor)})"
    return f"x{1 / factor:.1f} against compensation ({_strength(1 / factor)})"


def _strength(factor: float) -> str:
    """Words for a Bayes factor, after Kass and Raftery (1995): 3, 20 and 150."""
    for least, words in ((150, "very strong"), (20, "strong"), (3, "positive"), (0, "hardly anything")):
        if factor >= least:
            return words
    return ""


def _flag(result: Assessment, flag: Flag) -> str:
    word = {"referral": "Refer", "abstention": "Careful"}[flag.kind]
    return f"{word}: {flag.title} ({_details(result, flag)}): {flag.reason} [{flag.code}]"


def _details(result: Assessment, flag: Flag) -> str:
    """The detail of a flag, its identifiers in words."""
    words = dict(result.names) | {cause.id: _describe(result, cause) for cause in result.causes}
    return ", ".join(words.get(part, part.replace("_", " ")) for part in flag.detail.split(", "))
