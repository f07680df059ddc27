"""Scoring many sessions: those that made the same tests share a network, and many are inferred at once."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.assessment.branches import (
    latent_sides,
    make_branches,
    mix_causes,
    mix_links,
    mixed_error,
    mixed_log_bayes_factor,
    mixed_log_evidence,
)
from nktlib.assessment.deferred import DeferredAssessment
from nktlib.assessment.frames import Frame
from nktlib.assessment.score import asked_of, examiner_rows, network_rows, provenance_of, score
from nktlib.assessment.uncertainty import EXACT, Mixture
from nktlib.atlas.entities import LEFT
from nktlib.atlas.load import load_atlas
from nktlib.inference.choose import infer_together
from nktlib.model.model import load_model
from nktlib.model.protocol import KEPT, Builder, Protocol
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nktlib.assessment.branches import Branch
    from nktlib.assessment.result import Assessment, CausePosterior, LinkPosterior
    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.network import Network, Reading
    from nktlib.inference.posterior import Posterior
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Known, ResolvedSession

    Key = tuple[object, tuple[Reading, ...]]
    """What identifies a network among those of a call: its protocol, or something of its own, and its readings."""

AT_ONCE: Final = 2_000
"""Sessions held at a time. More share more, and take more memory: 20 findings each, about 100 MB."""


def score_many(
    sessions: Iterable[Session],
    atlas: Atlas | None = None,
    model: Model | None = None,
    *,
    max_cost: float | None = None,
) -> Iterator[Assessment]:
    """Score many sessions, each as :func:`~nktlib.assessment.score.score` does, in their order.

    Sessions that made the same tests share nearly all of the work, whatever the outcomes. They are taken two thousand
    at a time, and no more are held. Probabilities equal those of ``score`` to within both bounds on their errors.
    Causes, links and everything about the evidence are there at once; the levels of nodes, the flags and the names,
    which take longer than all the rest, are made when a result is asked for one of them.

    Raises what ``score`` raises, when it comes to the session.
    """
    atlas_used, model_used = load_atlas() if atlas is None else atlas, load_model() if model is None else model
    work = _Work(Builder(atlas_used, model_used), atlas, model, max_cost)
    rest = iter(sessions)
    while some := list(islice(rest, AT_ONCE)):
        yield from work.scored(some)


@frozen(eq=False)
class _Taken:
    """A session under way: a network for each side that an unknown side may be, with what identifies it."""

    session: Session
    resolved: ResolvedSession
    networks: tuple[tuple[Key, Built], ...]


class _Work:
    """What the sessions share."""

    def __init__(self, builder: Builder, atlas: Atlas | None, model: Model | None, max_cost: float | None) -> None:
        self.builder = builder
        self.given = atlas, model
        self.max_cost = max_cost
        self.known: Known = {}
        self.frames: dict[Protocol, Frame] = {}

    def scored(self, sessions: Sequence[Session]) -> Iterator[Assessment]:
        """Score some sessions at once."""
        taken: list[_Taken] = []
        failure: Exception | None = None
        for session in sessions:
            try:
                taken.append(self._take(session))
            except (TypeError, ValueError) as error:
                failure = error
                break
        posteriors = self._posteriors(taken)
        for one in taken:
            yield self._assessment(one, [posteriors[key] for key, _built in one.networks])
        if failure is not None:
            raise failure

    def _take(self, session: Session) -> _Taken:
        if not isinstance(session, Session):
            raise TypeError(f"score_many takes Sessions (see read_session), not {type(session).__name__}")
        resolved = resolve_session(session, self.builder.atlas, self.known)
        networks: list[tuple[Key, Built]] = []
        for latent in latent_sides(resolved.findings):
            built, protocol = self.builder.build(resolved.findings, latent or LEFT)
            # Two sessions of a protocol with the same outcomes have one network.
            networks.append(((protocol or object(), built.network.readings), built))
        return _Taken(session, resolved, tuple(networks))

    def _posteriors(self, taken: Iterable[_Taken]) -> Mapping[Key, Posterior | None]:
        """Infer every network once, those of a protocol together; ``None`` stands for what is better inferred alone."""
        together: dict[Protocol, dict[Key, Network]] = {}
        for one in taken:
            for key, built in one.networks:
                if isinstance(key[0], Protocol):
                    together.setdefault(key[0], {})[key] = built.network
        found: dict[Key, Posterior | None] = defaultdict(lambda: None)
        for networks in together.values():
            found |= zip(networks, infer_together(tuple(networks.values()), self.max_cost), strict=True)
        return found

    def _assessment(self, one: _Taken, posteriors: Sequence[Posterior | None]) -> Assessment:
        atlas, model = self.builder.atlas, self.builder.model
        whole = partial(score, one.session, *self.given, max_cost=self.max_cost)
        known = [posterior for posterior in posteriors if posterior is not None]
        if len(known) < len(posteriors):
            return whole()
        built = [network for _key, network in one.networks]
        branches = make_branches(built, known)
        nothing = Mixture(known)  # nobody asks what was sampled: nothing was

        def causes() -> tuple[CausePosterior, ...]:
            frame = self._frame(one, branches)
            if frame is None:
                return mix_causes(branches, one.resolved.findings, atlas, model, nothing)
            return frame.causes_of(branches[0].posterior)

        def links() -> tuple[LinkPosterior, ...]:
            frame = self._frame(one, branches)
            return mix_links(branches, atlas, nothing) if frame is None else frame.links_of(branches[0].posterior)

        return DeferredAssessment(
            {
                "causes": causes,
                "links": links,
                "log_evidence": lambda: mixed_log_evidence(branches),
                "log_bayes_factor": lambda: mixed_log_bayes_factor(branches),
                "examiner_rows": lambda: examiner_rows(branches, model),
                "findings": lambda: len(one.resolved.findings),
                "provenance": lambda: provenance_of(one.session, atlas, model),
                "method": lambda: EXACT,
                "error_rows": tuple,
                "asked": lambda: asked_of(one.session, one.resolved, *self.given),
                "network_rows": lambda: network_rows(branches),
                "error": lambda: mixed_error(branches),
            },
            whole,
        )

    def _frame(self, one: _Taken, branches: Sequence[Branch]) -> Frame | None:
        """What the protocol of a session has in common; none where a side is unknown, or for a session of its own."""
        protocol = one.networks[0][0][0]
        if len(branches) > 1 or not isinstance(protocol, Protocol):
            return None
        if protocol not in self.frames:
            if len(self.frames) >= KEPT:
                self.frames.clear()
            self.frames[protocol] = Frame(branches[0], one.resolved, self.builder.atlas, self.builder.model)
        return self.frames[protocol]
