"""What scoring a session returns: frozen, traceable, and able to print itself."""

from __future__ import annotations

from functools import partial
from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, field, frozen

from nktlib.atlas.entities import node_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from nktlib.assessment.account import Account, Explanation
    from nktlib.assessment.hindsight import Contribution
    from nktlib.atlas.atlas import Atlas
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session

ASSESSMENT_FORMAT: Final = "nktlib-assessment/1"
UNKNOWN_SIDE: Final = "unknown"
UNKNOWN_OTHER_SIDE: Final = "unknown_other"
"""The side across from the one that nobody wrote down."""
SIDE_WORDS: Final = {
    "midline": "",
    UNKNOWN_SIDE: "side unknown",
    UNKNOWN_OTHER_SIDE: "across from the unknown side",
}
DIGITS: Final = 12
"""Significant digits that :meth:`Assessment.to_dict` keeps at most; fewer where the arithmetic is sure of fewer."""

SAMPLED_DIGITS: Final = 3
"""Significant digits of what was sampled."""


def side_id(base: str, side: str) -> str:
    """Name something on a side, also on one that is unknown: ``soleus_l``, ``soleus_unknown``."""
    return f"{base}_{side}" if side in (UNKNOWN_SIDE, UNKNOWN_OTHER_SIDE) else node_id(base, side)


@frozen
class CausePosterior:
    """A cause and its probability. ``prior`` is what it was before the tests; ``grade`` that of its base rate."""

    kind: str
    target: str
    side: str
    probability: float
    prior: float
    grade: str

    @property
    def id(self) -> str:
        """``overwork:gluteus_maximus_r``."""
        return f"{self.kind}:{side_id(self.target, self.side)}"


@frozen
class LinkPosterior:
    """A link and the probability that it is at work: its compensator overworks and inhibits the other."""

    compensator: str
    inhibited: str
    probability: float
    basis: str
    grade: str
    sources: tuple[str, ...]


@frozen
class Flag:
    """Something to heed: a referral, an abstention, weak evidence. ``source`` are keys of the bibliography."""

    code: str
    kind: str
    title: str
    reason: str
    detail: str
    source: tuple[str, ...]


@frozen
class Provenance:
    """What made a result: versions and SHA-256 digests of code, atlas, model and session."""

    nktlib: str
    atlas: str
    atlas_digest: str
    model: str
    model_digest: str
    session_digest: str


@frozen
class Asked:
    """What an assessment answers, for the questions that come after it.

    The findings that count, without free text; the atlas and the model where they are not the shipped ones.
    """

    session: Session
    atlas: Atlas | None
    model: Model | None


@frozen
class Assessment:
    """The answer to a session.

    ``causes``: every cause that could have made or prevented a finding, most probable first. ``links``: likewise.
    Mappings are made anew from the rows that the result holds, so nothing can be written into it. Logarithms are
    natural; ``log_bayes_factor`` compares "some overwork cause with a link to what was tested" with "none". ``error``
    bounds the relative error of the arithmetic behind every probability; that of the model is another matter.
    ``method`` is ``"exact"``, or says how probabilities were sampled where an exact answer would take too long; then
    :attr:`errors` says how far each may be off, and ``error`` is infinite.
    """

    causes: tuple[CausePosterior, ...]
    links: tuple[LinkPosterior, ...]
    level_rows: tuple[tuple[str, tuple[float, float, float]], ...]
    log_evidence: float
    log_bayes_factor: float
    flags: tuple[Flag, ...]
    examiner_rows: tuple[tuple[str, float], ...]
    findings: int
    provenance: Provenance
    name_rows: tuple[tuple[str, str], ...] = field(repr=False)
    error: float
    network_rows: tuple[tuple[str, Built], ...] = field(repr=False, eq=False)
    asked: Asked = field(repr=False, eq=False)
    method: str
    error_rows: tuple[tuple[str, float], ...] = field(repr=False)

    @property
    def errors(self) -> Mapping[str, float]:
        """Where the answer was sampled: half widths of 95 % intervals of causes, links (``"a > b"``) and nodes."""
        return dict(self.error_rows)

    @property
    def networks(self) -> Mapping[str, Built]:
        """The network that was scored; two, by the side taken for it, where nobody wrote a side down (else ``""``)."""
        return dict(self.network_rows)

    def explanations(self, k: int = 5, *, diverse: bool = False) -> tuple[Explanation, ...]:
        """Give the ``k`` most probable complete sets of causes, by exact search.

        ``diverse`` gives sets that differ in their first cause. Raises ``ValueError`` for ``k`` below 1, and
        :class:`~nktlib.errors.TooComplex` where the search would take too long.
        """
        from nktlib.assessment.explain import explanations

        asked = self.asked
        return explanations(asked.session, k, diverse=diverse, atlas=asked.atlas, model=asked.model)

    def probability_of(self, causes: Collection[str]) -> float:
        """Give the probability that exactly these causes (``"root:c7_l"``) are active and no others.

        Raises :class:`~nktlib.errors.UnknownName` for a cause that no finding brings in, and
        :class:`~nktlib.errors.TooComplex` where too many findings hang together.
        """
        from nktlib.assessment.explain import probability_of

        return probability_of(self.asked.session, causes, self.asked.atlas, self.asked.model)

    def samples(self, count: int, seed: int = 0) -> tuple[frozenset[str], ...]:
        """Draw sets of active causes from their posterior, exactly and independently, for what no method here answers.

        The same seed draws the same sets with the same version of numpy. Raises ``ValueError`` for a negative
        ``count``, and :class:`~nktlib.errors.TooComplex` where an exact answer would take too long.
        """
        from nktlib.assessment.explain import samples

        return samples(self.asked.session, count, seed, self.asked.atlas, self.asked.model)

    def explain(self, cause: str, rival: str | None = None, *, contrast: bool = True) -> Account:
        """Say what speaks for and against a cause (``"root:c7_l"``), finding by finding, and why not a rival.

        Raises :class:`~nktlib.errors.UnknownName` for a cause that no finding brings in.
        """
        from nktlib.assessment.explain import explain

        asked = self.asked
        return explain(asked.session, cause, rival, contrast=contrast, atlas=asked.atlas, model=asked.model)

    def contributions(self) -> tuple[Contribution, ...]:
        """Say in hindsight what each finding told of all causes together, in bits.

        Raises :class:`~nktlib.errors.TooComplex` where that would take too long.
        """
        from nktlib.assessment.hindsight import contributions

        return contributions(self.asked.session, self.asked.atlas, self.asked.model)

    @property
    def digits(self) -> int:
        """Significant digits that the bound on the numerical error leaves, at most twelve."""
        return min(DIGITS, floor(-log10(self.error))) if isfinite(self.error) else SAMPLED_DIGITS

    @property
    def levels(self) -> Mapping[str, tuple[float, float, float]]:
        """Node -> (P(normal), P(inhibited), P(paretic)) of every node that a test or challenge is about."""
        return dict(self.level_rows)

    @property
    def examiner(self) -> Mapping[str, float]:
        """Class of examiner -> probability."""
        return dict(self.examiner_rows)

    @property
    def names(self) -> Mapping[str, str]:
        """Identifier on a side -> name in plain words, for printing."""
        return dict(self.name_rows)

    @property
    def inhibited(self) -> Mapping[str, float]:
        """Node -> P(level 1 or 2), most probable first."""
        found = {node: inhibited + paretic for node, (_normal, inhibited, paretic) in self.levels.items()}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain lists, dictionaries, text and numbers, for JSON.

        No number has digits beyond the bound on its error.
        """
        digits = self.digits
        rounded = partial(_rounded, digits=digits)
        return {
            "format": ASSESSMENT_FORMAT,
            "provenance": asdict(self.provenance),
            "findings": self.findings,
            "method": self.method,
            "error": float(f"{self.error:.1e}") if isfinite(self.error) else None,
            "errors": {name: float(f"{error:.1e}") for name, error in self.errors.items()},
            "log_evidence": rounded(self.log_evidence),
            "log_bayes_factor": rounded(self.log_bayes_factor),
            "causes": [{"id": cause.id, **_plain(asdict(cause), digits)} for cause in self.causes],
            "links": [_plain(asdict(link), digits) for link in self.links],
            "levels": {node: [rounded(level) for level in levels] for node, levels in self.levels.items()},
            "inhibited": {node: rounded(probability) for node, probability in self.inhibited.items()},
            "examiner": {name: rounded(probability) for name, probability in self.examiner.items()},
            "flags": [_plain(asdict(flag), digits) for flag in self.flags],
        }

    def to_frame(self, table: str = "causes") -> pd.DataFrame:
        """Give ``causes``, ``links``, ``flags`` or ``levels`` as a ``pandas.DataFrame`` (the extra ``pandas``).

        Raises ``ValueError`` for another name, ``ImportError`` without pandas.
        """
        import pandas as pd

        content = self.to_dict()
        if table == "levels":
            rows = [(node, *levels) for node, levels in content["levels"].items()]
            return pd.DataFrame(rows, columns=["node", "normal", "inhibited", "paretic"])
        if table not in ("causes", "links", "flags"):
            raise ValueError(f"no table {table!r}; there are causes, links, flags, levels")
        return pd.DataFrame(content[table])

    def __str__(self) -> str:
        from nktlib.assessment.text import as_text

        return as_text(self)


def _rounded(number: float, digits: int) -> float:
    return float(f"{number:.{digits}g}")


def _plain(cells: dict[str, Any], digits: int) -> dict[str, Any]:
    """Round numbers and turn tuples into lists."""
    plain = {}
    for name, cell in cells.items():
        plain[name] = (
            _rounded(cell, digits) if isinstance(cell, float) else list(cell) if isinstance(cell, tuple) else cell
        )
    return plain
