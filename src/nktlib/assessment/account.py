"""What explanations return: complete sets of causes, and what speaks for and against one cause."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, frozen

from nktlib.assessment.result import SIDE_WORDS
from nktlib.assessment.weighing import as_probability
from nktlib.sessions.resolve import is_strong

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXPLAINS: Final = 0.55 / 0.45
"""Likelihood ratio from which on a cause explains a finding: it lifts an even chance by five points or more."""

DIGITS: Final = 9
"""Significant digits that ``to_dict`` keeps: logarithms of odds are differences of sums, and sure of a few more."""

SHOWN: Final = 3
"""So many findings are named of those that raised the odds most, and of those that lowered them."""

REMOVED: Final = "removed"
"""What was done to a finding that is left out; else it is the outcome that it would have had instead."""

QUIET: Final = {"normal", "negative", "no_change", "not_tested"}


@frozen
class Explanation:
    """A complete set of active causes, all others inactive, with its probability given the findings.

    ``causes`` are identifiers, that which is most probable by itself first, and ``names`` the same in words.
    """

    causes: tuple[str, ...]
    names: tuple[str, ...]
    probability: float

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain lists, text and numbers, for JSON."""
        return {"causes": list(self.causes), "names": list(self.names), "probability": rounded(self.probability)}

    def __str__(self) -> str:
        return f"{in_percent(self.probability)}: {'; '.join(self.names) or 'no cause'}"


@frozen
class NamedFinding:
    """A finding as an explanation names it: by what it is about in the atlas, and never by what a person wrote.

    ``row`` is that of the session, or the finding's number from 1 where it has none.
    """

    row: int
    kind: str
    site: str
    side: str
    outcome: str
    stimulus: str | None = None
    on: str | None = None
    on_side: str | None = None

    @property
    def is_abnormal(self) -> bool:
        """Whether there is something to be explained: something weak, changed by a challenge, painful, lost."""
        if self.kind == "history":
            return False
        if self.kind == "strength":
            return not is_strong(self.outcome)
        return self.outcome not in QUIET and (self.kind, self.outcome) != ("pain", "absent")

    def __str__(self) -> str:
        stimulus = f", {self.stimulus} {_place(self.on, self.on_side)}".rstrip() if self.stimulus else ""
        outcome = self.outcome.replace("_", " ")
        return f"row {self.row} ({self.kind}, {_place(self.site, self.side)}{stimulus}: {outcome})"


@frozen
class Step:
    """What a finding did to the logarithm of the odds of a cause.

    ``contribution``: by how much it moved when the finding came after those before it; ``log_odds``: where that left
    it. ``alone``: the logarithm of the likelihood ratio of this finding given all the others, those that came later
    too.
    """

    finding: NamedFinding
    contribution: float
    log_odds: float
    alone: float

    @property
    def explained(self) -> bool:
        """Whether the cause explains the finding: it is abnormal, and likelier with the cause than without."""
        return self.finding.is_abnormal and exp(self.alone) >= EXPLAINS


@frozen
class Change:
    """A finding ``removed``, or ``made`` another outcome."""

    finding: NamedFinding
    made: str

    def __str__(self) -> str:
        if self.made == REMOVED:
            return f"without {self.finding}"
        return f"if {self.finding} were {self.made.replace('_', ' ')}"


@frozen
class Contrast:
    """Why this cause and not that one: the fewest findings whose removal or reversal would put the other one first.

    ``probability`` is that of the cause and ``rival_probability`` that of the rival, ``changed`` both after the
    changes. No changes: none were found. ``search`` says how sure it is that fewer do not do: ``one`` and ``two`` are
    the fewest; ``greedy`` ones were found by going on with the strongest changes, and fewer may do; ``none``: the
    strongest change of every finding together does not do it.
    """

    rival: str
    rival_name: str
    probability: float
    rival_probability: float
    changes: tuple[Change, ...]
    changed: tuple[float, float] | None
    search: str


@frozen
class Account:
    """What speaks for and against a cause, finding by finding in their order.

    Logarithms are natural. ``prior_log_odds`` are those before any finding, so that with the contributions of all
    ``steps`` they add up to ``log_odds``, those of the assessment.
    """

    cause: str
    name: str
    prior_log_odds: float
    log_odds: float
    steps: tuple[Step, ...]
    contrast: Contrast | None

    @property
    def prior(self) -> float:
        """P(the cause) before any finding."""
        return as_probability(self.prior_log_odds)

    @property
    def probability(self) -> float:
        """P(the cause | all findings)."""
        return as_probability(self.log_odds)

    @property
    def explained(self) -> tuple[NamedFinding, ...]:
        """The abnormal findings that the cause explains: see ``EXPLAINS``."""
        return tuple(step.finding for step in self.steps if step.explained)

    @property
    def unexplained(self) -> tuple[NamedFinding, ...]:
        """The abnormal findings that it does not explain."""
        return tuple(step.finding for step in self.steps if step.finding.is_abnormal and not step.explained)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The account in words, made from its numbers and nothing else."""
        return tuple(_sentences(self))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain lists, dictionaries, text and numbers, for JSON."""
        plain: dict[str, Any] = _plain(asdict(self))
        plain["probability"], plain["prior"] = rounded(self.probability), rounded(self.prior)
        plain["explained"] = [finding.row for finding in self.explained]
        plain["unexplained"] = [finding.row for finding in self.unexplained]
        plain["sentences"] = list(self.sentences)
        return plain

    def __str__(self) -> str:
        return "\n".join(self.sentences)


def _sentences(account: Account) -> Iterator[str]:
    yield f"{account.name}: {in_percent(account.probability)}, before any finding {in_percent(account.prior)}."
    # What prints as no change is none.
    moves = sorted(
        (step for step in account.steps if as_ratio(step.contribution) != as_ratio(0.0)),
        key=lambda step: -step.contribution,
    )
    raised = [step for step in moves if step.contribution > 0]
    lowered = [step for step in reversed(moves) if step.contribution < 0]
    if raised:
        yield f"Raised most by {_moves(raised)}."
    if lowered:
        yield f"Lowered most by {_moves(lowered)}."
    explained, unexplained = account.explained, account.unexplained
    if explained:
        yield f"It explains {_listed(explained)}."
    if unexplained:
        yield f"It does not explain {_listed(unexplained)}."
    if account.contrast is not None:
        yield from _contrasted(account.contrast)


def _contrasted(contrast: Contrast) -> Iterator[str]:
    ahead = contrast.probability >= contrast.rival_probability
    yield (
        f"It is {'more' if ahead else 'less'} probable than {contrast.rival_name}"
        f" ({in_percent(contrast.rival_probability)})."
    )
    if contrast.changed is None:
        yield "Not even the strongest change of every finding would turn that round."
        return
    sure = "; perhaps fewer changes would do" if contrast.search == "greedy" else ""
    mine, other = contrast.changed
    changes = " and ".join(map(str, contrast.changes))
    yield f"It would be the other way round {changes}: {in_percent(mine)} against {in_percent(other)}{sure}."


def _moves(steps: Sequence[Step]) -> str:
    return ", ".join(f"{step.finding} {as_ratio(step.contribution)}" for step in steps[:SHOWN])


def _listed(findings: Sequence[NamedFinding]) -> str:
    return ", ".join(map(str, findings))


def as_ratio(logarithm: float) -> str:
    """Print a likelihood ratio, ``x3.2``: two digits below 10, none after the point from there on."""
    ratio = exp(logarithm)
    if ratio < 0.995:  # noqa: PLR2004 - what two digits do not round to 1
        return f"x{ratio:.2g}"
    return f"x{ratio:.1f}" if ratio < 9.95 else f"x{ratio:.0f}"  # noqa: PLR2004 - nor to 10


def in_percent(probability: float) -> str:
    """Write a probability with two digits, ``31 %``."""
    percent = 100 * probability
    return f"{percent:.0f} %" if percent >= 9.95 else f"{percent:.2g} %"  # noqa: PLR2004 - what two digits round to 10


def _place(site: str | None, side: str | None) -> str:
    """A place in words, ``gluteus medius, right``."""
    return ", ".join(filter(None, ((site or "").replace("_", " "), SIDE_WORDS.get(side or "", side))))


def rounded(number: float) -> float:
    """Keep :data:`DIGITS` significant digits."""
    return float(f"{number:.{DIGITS}g}")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a result holds
    """Round numbers, and turn tuples into lists."""
    if isinstance(value, float):
        return rounded(value)
    if isinstance(value, dict):
        return {name: _plain(cell) for name, cell in value.items()}
    return [_plain(cell) for cell in value] if isinstance(value, list | tuple) else value
