"""Networks of many sessions that made the same tests: built once, and only the outcomes put in."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from nktlib.inference.network import Reading
from nktlib.model.build import build
from nktlib.model.collect import members_of
from nktlib.model.readings import strength_likelihood

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Resolved

    Likelihood = tuple[tuple[float, float, float], ...]

KEPT: Final = 64
"""Protocols kept: each holds a network."""


@frozen(eq=False)
class Protocol:
    """The network of a session, apart from the outcomes of its strength tests.

    ``others`` are the readings that no strength test of the session made; ``members`` those that each of these tests
    looks at, ``None`` for one that reads nothing.
    """

    built: Built
    others: tuple[Reading, ...]
    members: tuple[tuple[tuple[int, float], ...] | None, ...]


@frozen(eq=False)
class Builder:
    """Builds networks, and keeps what the sessions of one protocol have in common."""

    atlas: Atlas
    model: Model
    _notice: tuple[float, ...] = field(init=False)
    _protocols: OrderedDict[Hashable, Protocol] = field(init=False, factory=OrderedDict)
    _likelihoods: dict[str, Likelihood | None] = field(init=False, factory=dict)

    @_notice.default
    def _of_classes(self) -> tuple[float, ...]:
        return tuple(examiner.notice for examiner in self.model.classes())

    def build(self, resolved: Sequence[Resolved], latent: str) -> tuple[Built, Protocol | None]:
        """Build the network of findings, see :func:`~nktlib.model.build.build`, and say of which protocol it is.

        A session with challenges is of none: what these say depends on outcomes.
        """
        if any(one.finding.kind == "challenge" for one in resolved):
            return build(resolved, latent, self.atlas, self.model), None
        key = (latent, tuple([self._key(one) for one in resolved]))
        protocol = self._protocols.get(key)
        if protocol is None:
            protocol = self._protocols[key] = self._protocol(resolved, latent)
            if len(self._protocols) > KEPT:
                self._protocols.popitem(last=False)
        tests = [
            Reading(members, self._notice, self._likelihood(one.finding.outcome) or ())
            for one, members in zip(resolved, protocol.members, strict=True)
            if members is not None
        ]
        readings = sorted((*protocol.others, *tests), key=lambda one: (one.members, one.notice, one.likelihood))
        network = evolve(protocol.built.network, readings=tuple(readings))
        return evolve(protocol.built, network=network), protocol

    def _key(self, one: Resolved) -> Hashable:
        """What the network depends on: of a strength test, whether it reads anything, and whether it hurt."""
        finding = one.finding
        if finding.kind != "strength" or one.site is None:
            return one
        hurts = True if finding.outcome == "painful" else finding.pain
        return one.site, self._likelihood(finding.outcome) is not None, hurts

    def _likelihood(self, outcome: str) -> Likelihood | None:
        if outcome not in self._likelihoods:
            found = [strength_likelihood(outcome, examiner, self.model) for examiner in self.model.classes()]
            rows = tuple(one for one in found if one is not None)
            self._likelihoods[outcome] = rows or None
        return self._likelihoods[outcome]

    def _protocol(self, resolved: Sequence[Resolved], latent: str) -> Protocol:
        built = build(resolved, latent, self.atlas, self.model)
        others = list(built.network.readings)
        members: list[tuple[tuple[int, float], ...] | None] = []
        number = {node: index for index, node in enumerate(built.nodes)}
        for one in resolved:
            likelihood = None if one.finding.kind != "strength" else self._likelihood(one.finding.outcome)
            if one.site is None or likelihood is None:
                members.append(None)
                continue
            of_test = members_of(one.site.on(latent), self.atlas)
            members.append(tuple(sorted((number[node], share) for node, share in of_test)))
            others.remove(Reading(members[-1] or (), self._notice, likelihood))
        return Protocol(built, tuple(others), tuple(members))
