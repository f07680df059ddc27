"""A session scored again and again with one number of the model or of the atlas changed, or without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from attrs import evolve, field, frozen

from nktlib.assessment.branches import build_branches, make_branches, mix_causes, mix_links, mixed_error
from nktlib.assessment.sensitivity_result import Number, Skipped
from nktlib.assessment.uncertainty import Mixture
from nktlib.atlas.atlas import Atlas
from nktlib.errors import NktError
from nktlib.inference.choose import infer
from nktlib.sessions.resolve import resolve_session
from nktlib.tables.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nktlib.assessment.branches import Branch
    from nktlib.assessment.result import CausePosterior, LinkPosterior
    from nktlib.atlas.rows import Sourced
    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session

Row = TypeVar("Row", bound="Sourced")

MODEL: Final = "model"
ATLAS: Final = "atlas"
COMPUTED: Final = "computed"
"""How a number was checked that counts what the atlas contains: nothing else is possible while the atlas stays."""
TIE: Final = 1e-9
"""Two causes whose probabilities differ by less than this part are equally probable.

Causes that mirror each other differ by rounding only, and which of them leads must not count as a change.
"""


@frozen
class Ranking:
    """The cause that comes first, and the probability of every cause by its identifier."""

    first: CausePosterior
    probabilities: Mapping[str, float]

    @classmethod
    def of(cls, causes: Sequence[CausePosterior]) -> Ranking | None:
        """Keep of causes, the most probable first, what an analysis asks of them; ``None`` where there are none."""
        return cls(causes[0], {cause.id: cause.probability for cause in causes}) if causes else None

    def probability(self, cause: CausePosterior) -> float:
        """Look up a cause; one that a change leaves without any finding keeps its prior."""
        return self.probabilities.get(cause.id, cause.prior)


@frozen
class Noted(Parameters):
    """Parameters that note which of them were read."""

    read: set[str] = field(factory=set)

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return self.rows[name].value

    def get(self, name: str, default: str) -> float:
        """Give the number called ``name``, or the one called ``default`` where there is none of its own."""
        return self[name if name in self.rows else default]

    def under(self, prefix: str) -> Iterator[tuple[str, float]]:
        """Give what follows ``prefix.`` in a name, and its value, for every name that begins so."""
        for rest, value in Parameters.under(self, prefix):
            self.read.add(f"{prefix}.{rest}")
            yield rest, value


class Variation:
    """A session, scored as it is and with changes. Levels and flags are not computed.

    ``numbers`` are those that were read to score it, in the order of their tables: no other can change its score. What
    is counted in the atlas is none of them. ``error`` bounds the relative numerical error of every probability so far.
    Scores are kept, so that nothing is computed twice.

    Raises what :func:`nktlib.assessment.score.score` raises.
    """

    def __init__(self, session: Session, atlas: Atlas, model: Model) -> None:
        self.atlas, self.model = atlas, model
        self.resolved = resolve_session(session, atlas)
        self.skipped: dict[tuple[str, str, float], Skipped] = {}
        self._rankings: dict[tuple[str, str, float], Ranking | None] = {}
        self._known: list[tuple[Network, Posterior]] = []
        self.error = 0.0
        of_model, of_atlas = Noted(model.parameters.rows), Noted(atlas.tables.weights.rows)
        noting = Atlas(atlas.tables.replace(weights=of_atlas)), evolve(model, parameters=of_model)
        branches = self._branches(*noting)
        self._known = [(evolve(branch.built.network, queries=()), branch.posterior) for branch in branches]
        self.causes: tuple[CausePosterior, ...] = mix_causes(branches, self.resolved.findings, *noting, Mixture([]))
        self.ranking = Ranking.of(self.causes)
        self.links: tuple[LinkPosterior, ...] = mix_links(branches, atlas, Mixture([]))
        self.numbers = tuple(
            Number(table, parameter)
            for table, noted in ((MODEL, of_model), (ATLAS, of_atlas))
            for name, parameter in noted.rows.items()
            if name in noted.read and parameter.checked != COMPUTED
        )

    def at(self, number: Number, value: float) -> Ranking | None:
        """Score with a number changed to ``value``; ``None``, noted in ``skipped``, where nothing can be scored."""
        name = number.parameter.name
        if value == number.parameter.value:
            return self.ranking
        key = (number.table, name, value)
        if key not in self._rankings and key not in self.skipped:
            try:
                if number.table == MODEL:
                    ranking = self.score(self.atlas, self.model.replace({name: value}))
                else:
                    ranking = self.score(self.atlas.replace({name: value}), self.model)
            except NktError as error:
                self.skipped[key] = Skipped(*key, str(error))
            else:
                self._rankings[key] = ranking
        return self._rankings.get(key)

    def without(self, source: str) -> tuple[Ranking | None, int]:
        """Score without the rows on who takes over for whom that have ``source`` alone, and count these rows."""
        evidence = self.atlas.tables.evidence
        left = evolve(
            evidence,
            slings=_without(evidence.slings, source),
            contralateral=_without(evidence.contralateral, source),
            compensations=_without(evidence.compensations, source),
            takeovers=_without(evidence.takeovers, source),
        )
        dropped = sum(
            len(before) - len(after)
            for before, after in (
                (evidence.slings, left.slings),
                (evidence.contralateral, left.contralateral),
                (evidence.compensations, left.compensations),
                (evidence.takeovers, left.takeovers),
            )
        )
        if not dropped:
            return self.ranking, 0
        return self.score(Atlas(self.atlas.tables.replace(evidence=left)), self.model), dropped

    def score(self, atlas: Atlas, model: Model) -> Ranking | None:
        """Rank the causes with another atlas or model."""
        return Ranking.of(mix_causes(self._branches(atlas, model), self.resolved.findings, atlas, model, Mixture([])))

    def overtaker(self, ranking: Ranking | None) -> CausePosterior | None:
        """Give the cause that comes first instead of the one that does without a change; ``None`` if that stays.

        A first cause that a change leaves without any finding is ranked no more: another one comes first.
        """
        if ranking is None or self.ranking is None or ranking.first.id == self.ranking.first.id:
            return None
        before = ranking.probabilities.get(self.ranking.first.id, 0.0)
        return ranking.first if ranking.first.probability > before * (1.0 + TIE) else None

    def _branches(self, atlas: Atlas, model: Model) -> tuple[Branch, ...]:
        built = build_branches(self.resolved.findings, atlas, model)
        branches = make_branches(built, [self._infer(evolve(one.network, queries=())) for one in built])
        self.error = max(self.error, mixed_error(branches))
        return branches

    def _infer(self, network: Network) -> Posterior:
        """Infer, unless a change made no difference to the network."""
        return next((posterior for known, posterior in self._known if known == network), None) or infer(network)


def _without(rows: tuple[Row, ...], source: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if set(row.sources) != {source})
