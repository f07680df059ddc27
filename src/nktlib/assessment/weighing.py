"""A session weighed with some of its findings left out or turned round, seen from one set of named causes."""

from __future__ import annotations

from functools import cached_property
from math import exp, fsum, inf, log
from operator import mul
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from nktlib.assessment.branches import build_branches, in_words, latent_sides, name_side, sided_causes
from nktlib.assessment.exact import infer
from nktlib.assessment.result import UNKNOWN_OTHER_SIDE, UNKNOWN_SIDE, side_id
from nktlib.assessment.text import KIND_WORDS
from nktlib.atlas.entities import LEFT, OTHER
from nktlib.inference.network import Cause
from nktlib.model.build import build
from nktlib.model.causes import CauseKey, Causes
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.network import Network
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session
    from nktlib.sessions.resolve import Resolved


def as_probability(log_odds: float) -> float:
    """Give the probability of something by the natural logarithm of its odds."""
    return 1.0 / (1.0 + exp(-log_odds)) if log_odds >= 0 else exp(log_odds) / (1.0 + exp(log_odds))


@frozen
class Weighed:
    """What some findings say: the logarithm of the odds of a cause, and the probabilities of others asked for."""

    log_odds: float
    others: tuple[float, ...]

    @property
    def probability(self) -> float:
        """P(the cause | the findings)."""
        return as_probability(self.log_odds)


class Weighing:
    """The findings of a session, its causes by name, and the odds of a cause under any part of the findings.

    A cause is named by kind, target and side, the side relative to the unknown one (``unknown``, ``unknown_other``)
    where only findings without a side bear on it, as in an assessment. Every name stands for one cause on each of the
    sides that the unknown one may be; where no finding brings it in, it keeps its prior.
    """

    def __init__(self, session: Session, atlas: Atlas, model: Model) -> None:
        self.atlas, self.model = atlas, model
        self.resolved = resolve_session(session, atlas).findings
        self.latents: Sequence[str] = [latent or LEFT for latent in latent_sides(self.resolved)]
        self._causes = Causes(atlas, model)

    @cached_property
    def built(self) -> tuple[Built, ...]:
        """The network of all findings, for each side that the unknown one may be."""
        return build_branches(self.resolved, self.atlas, self.model)

    @cached_property
    def names(self) -> tuple[CauseKey, ...]:
        """Every cause that the findings bring in, sorted."""
        sided = sided_causes(self.built)
        names = set()
        for latent, built in zip(self.latents, self.built, strict=True):
            for key in built.causes:
                known = len(self.latents) == 1 or (key.kind, key.target) in sided
                names.add(CauseKey(key.kind, key.target, name_side(key.side, None if known else latent)))
        return tuple(sorted(names))

    @cached_property
    def ids(self) -> Mapping[str, CauseKey]:
        """The names as an assessment writes them, ``overwork:soleus_unknown``."""
        return {f"{name.kind}:{side_id(name.target, name.side)}": name for name in self.names}

    def in_words(self, cause: str) -> str:
        """Give a cause by its identifier as an assessment prints it, ``C7, left: root lesion``."""
        name = self.ids[cause]
        return f"{in_words(name.target, name.side, self.atlas)}: {KIND_WORDS[name.kind]}"

    def networks(self) -> list[Network]:
        """The network of all findings, for each side that the unknown one may be, its causes in the order of names.

        A cause that the findings do not bring in on a side has no link there.
        """
        return [self._with_all_names(built, latent) for latent, built in zip(self.latents, self.built, strict=True)]

    def _with_all_names(self, built: Built, latent: str) -> Network:
        network = built.network
        number = {key: position for position, key in enumerate(built.causes)}
        place: dict[int, int] = {}
        causes = []
        for position, name in enumerate(self.names):
            key = _on(name, latent)
            if key in number:
                place[number[key]] = position
                causes.append(evolve(network.causes[number[key]], flagged=False))
            else:
                causes.append(Cause(*self._prior(key, self.resolved, latent)))
        return evolve(
            network,
            causes=tuple(causes),
            links=tuple(evolve(link, cause=place[link.cause]) for link in network.links),
            observations=tuple(
                evolve(one, weights=tuple((place[cause], weight) for cause, weight in one.weights))
                for one in network.observations
            ),
            queries=(),
        )

    def _prior(self, key: CauseKey, findings: Iterable[Resolved], latent: str) -> tuple[float, float]:
        return self._causes.prior(key, [one.on_side(latent) for one in findings if one.finding.kind == "history"])

    def weigh(self, findings: Sequence[Resolved], name: CauseKey, others: Sequence[CauseKey] = ()) -> Weighed:
        """Score some findings. The odds of the cause come from two sums, one with it and one without."""
        odds: list[tuple[float, float]] = []
        evidences: list[float] = []
        rows: list[list[float]] = []
        for latent in self.latents:
            built = build(findings, latent, self.atlas, self.model)
            accused = _on(name, latent)
            # Flagged alone, a cause gets both its joint probabilities: nothing need be subtracted from one.
            causes = tuple(
                evolve(cause, flagged=key == accused)
                for key, cause in zip(built.causes, built.network.causes, strict=True)
            )
            posterior = infer(evolve(built.network, causes=causes, queries=()))
            evidences.append(posterior.log_evidence)
            if accused in built.causes:
                joints = (posterior.flagged.joint, posterior.unflagged.joint)
                odds.append((log(joints[0]) + posterior.log_scale, log(joints[1]) + posterior.log_scale))
            else:
                active, inactive = self._prior(accused, findings, latent)
                odds.append((log(active) + posterior.log_evidence, log(inactive) + posterior.log_evidence))
            found = dict(zip(built.causes, posterior.causes, strict=True))
            keys = [_on(other, latent) for other in others]
            rows.append([found[key] if key in found else self._prior(key, findings, latent)[0] for key in keys])
        active, inactive = (_log_sum(logs) for logs in zip(*odds, strict=True))
        weights = [exp(one - _log_sum(evidences)) for one in evidences]
        return Weighed(active - inactive, tuple(fsum(map(mul, weights, column)) for column in zip(*rows, strict=True)))


def _on(name: CauseKey, latent: str) -> CauseKey:
    """The cause that a name stands for where the unknown side is ``latent``."""
    sides = {UNKNOWN_SIDE: latent, UNKNOWN_OTHER_SIDE: OTHER[latent]}
    return CauseKey(name.kind, name.target, sides.get(name.side, name.side))


def _log_sum(logs: Sequence[float]) -> float:
    """Logarithm of the sum of what the logarithms stand for."""
    most = max(logs)
    return most + log(fsum(exp(one - most) for one in logs)) if most > -inf else most
