"""Random networks for the tests of the engine."""

from __future__ import annotations

from hypothesis import strategies as st

from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading

EIGHTHS = [step / 64 for step in range(1, 64)]
probabilities = st.one_of(st.sampled_from(EIGHTHS), st.sampled_from([1e-9, 1e-4, 1 - 2**-30, 0.9999, 0.3]))


@st.composite
def fired_levels(draw: st.DrawFn) -> tuple[float, float, float]:
    """P(level 0, 1, 2), adding up to one."""
    first, second = sorted(draw(st.tuples(st.integers(0, 64), st.integers(0, 64))))
    return (first / 64, (second - first) / 64, (64 - second) / 64)


@st.composite
def networks(draw: st.DrawFn, max_causes: int = 12, max_nodes: int = 8, max_findings: int = 7, *, groups: bool = True) -> Network:
    """Any mix of findings, repeats, group tests, challenges and reliability classes."""
    classes = draw(st.sampled_from([(1.0,), (0.25, 0.75), (0.5, 0.25, 0.25)]))
    nodes = draw(st.integers(1, max_nodes))
    count = draw(st.integers(1, max_causes))
    causes = []
    for _ in range(count):
        probability = draw(probabilities)
        causes.append(Cause(probability, 1 - probability, flagged=draw(st.booleans())))
    links = []
    for cause in range(count):
        targets = draw(st.lists(st.integers(0, nodes - 1), unique=True, max_size=4))
        links += [Link(cause, node, draw(fired_levels())) for node in sorted(targets)]

    def per_class(strategy: st.SearchStrategy[float]) -> tuple[float, ...]:
        return tuple(draw(strategy) for _ in classes)

    def likelihood() -> tuple[float, float, float]:
        kind = draw(st.sampled_from(["strong", "weak", "grade"]))
        specificity = draw(st.sampled_from(EIGHTHS))
        if kind == "strong":
            return (specificity, 0.0, 0.0)
        if kind == "weak":
            return (1 - specificity, 1.0, 1.0)
        return (draw(st.sampled_from(EIGHTHS)), draw(st.sampled_from(EIGHTHS)), draw(st.sampled_from(EIGHTHS)))

    readings, challenges, observations = [], [], []
    for _ in range(draw(st.integers(0, max_findings))):
        what = draw(st.sampled_from(["test", "test", "test", "group", "challenge", "observation"]))
        if what == "group" and groups:
            members = draw(st.lists(st.integers(0, nodes - 1), unique=True, min_size=1, max_size=4))
            parts = draw(st.lists(st.integers(1, 16), min_size=len(members), max_size=len(members)))
            shares = [part / 64 for part in parts]
        else:
            members, shares = [draw(st.integers(0, nodes - 1))], [1.0]
        if what in ("test", "group"):
            one = likelihood()
            same_kind = [one if draw(st.booleans()) else _vary(one, draw(st.sampled_from(EIGHTHS))) for _ in classes]
            readings.append(Reading(tuple(zip(members, shares, strict=True)), per_class(st.sampled_from(EIGHTHS)), tuple(same_kind)))
        elif what == "challenge" and links:
            size = 4 if groups else 1
            chosen = draw(st.lists(st.integers(0, len(links) - 1), unique=True, min_size=1, max_size=size))
            challenges.append(Challenge(tuple(chosen), per_class(st.sampled_from(EIGHTHS)), per_class(st.sampled_from(EIGHTHS))))
        elif what == "observation":
            seen = draw(st.lists(st.integers(0, count - 1), unique=True, min_size=1, max_size=4))
            weights = tuple((cause, draw(st.sampled_from([*EIGHTHS, 1.0]))) for cause in seen)
            outcome = draw(st.sampled_from([(0.75, 0.0), (0.25, 1.0), (0.5, 0.125), (0.125, 0.5)]))
            observations.append(Observation(weights, outcome))
    queries = tuple(draw(st.lists(st.integers(0, nodes - 1), unique=True, max_size=3)))
    return Network(
        tuple(causes), tuple(links), nodes, classes, tuple(readings), tuple(challenges), tuple(observations), queries
    )


def _vary(likelihood: tuple[float, float, float], specificity: float) -> tuple[float, float, float]:
    """The same outcome as another class of examiner would produce it."""
    if not any(likelihood[1:]):
        return (specificity, 0.0, 0.0)
    return (specificity, likelihood[1], likelihood[2])
