"""The same posteriors from pyAgrum, the network written out in four ways.

With one class of examiner and plain outcomes, weak or strong, the network is exactly a noisy-OR: levels 1 and 2 are
read alike, and a test notices each active cause of its muscle with probability notice x P(fired). The four ways are

- each finding a noisy-OR node;
- the same without the strong findings, which are a factor for each cause and go into its prior;
- each finding a chain of ORs, one a parent, so that no table is larger than eight numbers;
- chains, without the strong findings.

The first three are the usual ways. The fourth is the fastest by far, so it is the one to beat. pgmpy is not
measured: the project does not install it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyagrum
from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from nktlib.inference.network import Network


Engine = pyagrum.LazyPropagation | pyagrum.ShaferShenoyInference
ENGINES: dict[str, type[Engine]] = {
    "lazy propagation": pyagrum.LazyPropagation,
    "Shafer-Shenoy": pyagrum.ShaferShenoyInference,
}


@frozen
class Finding:
    """A noisy-OR: ``parents`` are causes, each with the probabilities that it goes unnoticed and that it is noticed."""

    weak: bool
    quiet: float
    """P(reads strong | nothing noticed)."""
    leak: float
    """P(reads weak | nothing noticed)."""
    parents: tuple[tuple[int, float, float], ...]


@frozen
class NoisyOr:
    """Causes, as weights (inactive, active) that need not add up to one, and findings."""

    causes: tuple[tuple[float, float], ...]
    findings: tuple[Finding, ...]

    def folded(self) -> NoisyOr:
        """The same posteriors with the weak findings alone."""
        causes = [list(weights) for weights in self.causes]
        for finding in self.findings:
            if not finding.weak:
                for cause, unnoticed, _noticed in finding.parents:
                    causes[cause][1] *= unnoticed
        return evolve(
            self,
            causes=tuple((inactive, active) for inactive, active in causes),
            findings=tuple(finding for finding in self.findings if finding.weak),
        )


def noisy_or(network: Network) -> NoisyOr:
    """Write a network of plain strength tests as a noisy-OR.

    Raises ``ValueError`` for any other network.
    """
    links: dict[int, list[tuple[int, float, float]]] = {}
    for link in network.links:
        links.setdefault(link.node, []).append((link.cause, link.levels[0], link.levels[1] + link.levels[2]))
    findings, tested = [], set()
    for reading in network.readings:
        (node, share), *others = reading.members
        (none, inhibited, paretic), *classes = reading.likelihood
        weak = (inhibited, paretic) == (1.0, 1.0)
        if share != 1.0 or others or classes or node in tested or not (weak or inhibited == paretic == 0.0):
            raise ValueError("not a network of one plain strength test a muscle, of one class of examiner")
        tested.add(node)
        leak, quiet = (none, 1.0 - none) if weak else (1.0 - none, none)
        (notice,) = reading.notice
        parents = tuple(
            (cause, unfired + (1.0 - notice) * fired, notice * fired) for cause, unfired, fired in links[node]
        )
        findings.append(Finding(weak, quiet, leak, parents))
    if network.challenges or network.observations:
        raise ValueError("not a network of strength tests alone")
    return NoisyOr(tuple((cause.complement, cause.probability) for cause in network.causes), tuple(findings))


@frozen
class Written:
    """A network as pyAgrum holds it, and what was observed in it."""

    net: pyagrum.BayesNet
    evidence: dict[str, int]


def as_nodes(network: NoisyOr) -> Written:
    """Every finding a noisy-OR node, its parents the causes."""
    written = _with_causes(network)
    for number, finding in enumerate(network.findings):
        name = f"finding{number}"
        written.net.addNoisyORNet(pyagrum.LabelizedVariable(name, name, 2), finding.leak)
        for cause, _unnoticed, noticed in finding.parents:
            written.net.addWeightedArc(_cause(cause), name, noticed)
        written.evidence[name] = int(finding.weak)
    return written


def as_chains(network: NoisyOr) -> Written:
    """Every finding a chain: a node for each parent says whether the test has noticed something so far."""
    written = _with_causes(network)
    net = written.net
    for number, finding in enumerate(network.findings):
        last = ""
        for position, (cause, unnoticed, noticed) in enumerate(finding.parents):
            name = f"finding{number}_{position}"
            net.add(pyagrum.LabelizedVariable(name, name, 2))
            net.addArc(_cause(cause), name)
            if last:
                net.addArc(last, name)
                for active, row in enumerate(([1.0, 0.0], [unnoticed, noticed])):
                    net.cpt(name)[{last: 0, _cause(cause): active}] = row
                    net.cpt(name)[{last: 1, _cause(cause): active}] = [0.0, 1.0]
            else:
                net.cpt(name)[{_cause(cause): 0}] = [finding.quiet, finding.leak]
                some = finding.leak + finding.quiet * noticed
                net.cpt(name)[{_cause(cause): 1}] = [finding.quiet * unnoticed, some]
            last = name
        written.evidence[last] = int(finding.weak)
    return written


def _with_causes(network: NoisyOr) -> Written:
    net = pyagrum.BayesNet()
    for number, (inactive, active) in enumerate(network.causes):
        net.add(pyagrum.LabelizedVariable(_cause(number), _cause(number), 2))
        whole = inactive + active
        net.cpt(_cause(number)).fillWith([inactive / whole, active / whole])
    return Written(net, {})


def _cause(number: int) -> str:
    return f"cause{number}"


class Rival:
    """An engine of pyAgrum with a network written out for it; the writing is not part of what is timed."""

    def __init__(self, network: NoisyOr, write: Callable[[NoisyOr], Written], engine: str) -> None:
        self.written = write(network)
        self.causes = [_cause(number) for number in range(len(network.causes))]
        self.make = ENGINES[engine]
        self.engine: Engine | None = None

    def cold(self) -> list[float]:
        """P(active) of every cause, from the network: the junction tree is built."""
        self.engine = self.make(self.written.net)
        self.engine.setEvidence(self.written.evidence)
        self.engine.setTargets(set(self.causes))  # type: ignore[no-untyped-call]
        return self._posteriors(self.engine)

    def warm(self) -> list[float]:
        """The same from all findings entered anew, with the junction tree that is there after :meth:`cold`."""
        if self.engine is None:
            raise RuntimeError("cold comes first")
        for name, outcome in self.written.evidence.items():
            # Only evidence that changes makes it compute again.
            self.engine.chgEvidence(name, 1 - outcome)
            self.engine.chgEvidence(name, outcome)
        return self._posteriors(self.engine)

    def _posteriors(self, engine: Engine) -> list[float]:
        engine.makeInference()
        return [engine.posterior(name)[1] for name in self.causes]
