"""In hindsight: what each finding of a session told, in bits."""

from __future__ import annotations

from math import fsum, log2
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from nktlib.assessment.account import NamedFinding, in_percent, rounded
from nktlib.assessment.contrast import Case
from nktlib.assessment.weighing import Weighing
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session


@frozen
class Contribution:
    """What a finding told of the causes of a session.

    ``bits``: how far it moved what is known of them, the findings before it being there; ``bits_last``: how far it
    would have moved that had it come last. ``subject`` is the cause that it moved most, ``name`` the same in words,
    ``before`` and ``after`` its probability.
    """

    finding: NamedFinding
    bits: float
    bits_last: float
    subject: str
    name: str
    before: float
    after: float

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain text and numbers, for JSON."""
        plain = asdict(self)
        return plain | {name: rounded(plain[name]) for name in ("bits", "bits_last", "before", "after")}

    def __str__(self) -> str:
        return (
            f"{self.bits:.3f} bits ({self.bits_last:.3f} had it come last)  {self.finding}: "
            f"{self.name}, {in_percent(self.before)} to {in_percent(self.after)}"
        )


def contributions(session: Session, atlas: Atlas | None = None, model: Model | None = None) -> tuple[Contribution, ...]:
    """Say what each finding of a session told, in their order.

    The information that came is the relative entropy of the causes after and before the finding, D(after || before) in
    bits, summed over all causes that the findings of the session bring in. Averaged over the outcomes that a test may
    have, it is what is expected of it. So a finding that was expected told little, and one that changed much told much,
    whether it made the answer surer or not. Uses the shipped atlas and model where none is given. It costs two scorings
    a finding.

    Raises :class:`~nktlib.errors.SessionError` and :class:`~nktlib.errors.TooComplex` as
    :func:`~nktlib.assessment.score.score` does.
    """
    weighing = Weighing(session, load_atlas() if atlas is None else atlas, load_model() if model is None else model)
    return tuple(_contributions(session, weighing)) if weighing.ids else ()


def _contributions(session: Session, weighing: Weighing) -> Iterator[Contribution]:
    causes = list(weighing.ids)
    case = Case(session, weighing, causes[0])
    count = len(case.findings)
    before, whole = case.probabilities_with(range(0)), case.probabilities_with(range(count))
    for number, finding in enumerate(case.named):
        after = case.probabilities_with(range(number + 1))
        without = case.probabilities_with([other for other in range(count) if other != number])
        moved = _moved_bits(after, before)
        most = max(range(len(causes)), key=moved.__getitem__)
        yield Contribution(
            finding=finding,
            bits=fsum(moved),
            bits_last=fsum(_moved_bits(whole, without)),
            subject=causes[most],
            name=weighing.in_words(causes[most]),
            before=before[most],
            after=after[most],
        )
        before = after


def _moved_bits(after: Sequence[float], before: Sequence[float]) -> list[float]:
    """D(after || before) of each cause, in bits."""
    return [
        max(0.0, _part(one, other) + _part(1.0 - one, 1.0 - other)) for one, other in zip(after, before, strict=True)
    ]


def _part(after: float, before: float) -> float:
    return after * log2(after / before) if after > 0 and before > 0 else 0.0
