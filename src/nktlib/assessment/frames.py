"""What the results of sessions that made the same tests have in common: everything but the probabilities.

Names, priors, grades and sources of hundreds of causes and links take ten times longer to look up than the numbers take
to compute, and they are the same in every session of a protocol.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.assessment.branches import in_order, mix_causes, mix_links
from nktlib.assessment.result import CausePosterior, LinkPosterior, side_id
from nktlib.assessment.uncertainty import Mixture
from nktlib.atlas.entities import node_id

if TYPE_CHECKING:
    from nktlib.assessment.branches import Branch
    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.posterior import Posterior
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import ResolvedSession


class Frame:
    """Made from one session of a protocol, on known sides and inferred exactly; any other takes its place.

    Rows are kept by name, which is the order of what is as probable as each other; with the number of each in the
    network.
    """

    def __init__(self, branch: Branch, resolved: ResolvedSession, atlas: Atlas, model: Model) -> None:
        built, nothing = branch.built, Mixture([branch.posterior])
        causes = {cause.id: cause for cause in mix_causes([branch], resolved.findings, atlas, model, nothing)}
        numbers = {f"{key.kind}:{side_id(key.target, key.side)}": number for number, key in enumerate(built.causes)}
        self.causes = [
            (numbers[name], one.kind, one.target, one.side, one.prior, one.grade)
            for name, one in sorted(causes.items())
        ]
        links = {(link.compensator, link.inhibited): link for link in mix_links([branch], atlas, nothing)}
        pairs = {
            (node_id(link.cause.target, link.cause.side), link.node): number
            for number, link in enumerate(built.links)
            if link.cause.kind == "overwork"
        }
        self.links = [(pairs[name], *name, one.basis, one.grade, one.sources) for name, one in sorted(links.items())]

    def causes_of(self, posterior: Posterior) -> tuple[CausePosterior, ...]:
        """As :func:`~nktlib.assessment.branches.mix_causes` has them."""
        found = posterior.causes
        rows = self.causes
        return tuple(
            [
                CausePosterior(kind, target, side, found[number], prior, grade)
                for number, kind, target, side, prior, grade in map(
                    rows.__getitem__, in_order([found[row[0]] for row in rows])
                )
            ]
        )

    def links_of(self, posterior: Posterior) -> tuple[LinkPosterior, ...]:
        """As :func:`~nktlib.assessment.branches.mix_links` has them."""
        found = posterior.links
        rows = self.links
        return tuple(
            [
                LinkPosterior(compensator, inhibited, found[number], basis, grade, sources)
                for number, compensator, inhibited, basis, grade, sources in map(
                    rows.__getitem__, in_order([found[row[0]] for row in rows])
                )
            ]
        )
