"""Random networks for the tests of the engine."""

from __future__ import annotations

from hypothesis import strategies as st

from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading

SIMPLE = [step / 64 for step in range(1, 64)]
HOSTILE = [1e-9, 1e-4, 1 / 3, 0.9999, 1 - 2**-30, 1 - 1e-9]
probabilities = st.one_of(st.sampled_from(SIMPLE), st.sampled_from(HOSTILE))


@st.composite
def fired_levels(draw: st.DrawFn) -> tuple[float, float, float]:
    """P(level 0, 1, 2); the hostile ones add up to one only nearly, which nothing relies on."""
    if draw(st.integers(0, 4)) == 0:
        rare = draw(st.sampled_from([1e-9, 1e-4]))
        return draw(st.sampled_from([(1 - rare, rare, 0.0), (rare, 1 - 2 * rare, rare), (0.5, 0.5 - rare, rare)]))
    first, second = sorted(draw(st.tuples(st.integers(0, 64), st.integers(0, 64))))
    return (first / 64, (second - first) / 64, (64 - second) / 64)


@st.composite
def likelihoods(draw: st.DrawFn, classes: int) -> tuple[tuple[float, float, float], ...]:
    """One outcome of a test, as each class of examiner would produce it."""
    kind = draw(st.sampled_from(["strong", "weak", "grade"]))
    rows: list[tuple[float, float, float]] = []
    for _ in range(classes):
        same: bool = draw(st.booleans())
        if rows and same:
            rows.append(rows[0])
        elif kind == "strong":
            rows.append((draw(probabilities), 0.0, 0.0))
        elif kind == "weak":
            rows.append((1.0 - draw(probabilities), 1.0, 1.0))
        else:
            rows.append((draw(probabilities), draw(probabilities), draw(probabilities)))
    return tuple(rows)


def per_class(classes: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.tuples(*[probabilities] * classes)


def subsets(size: int, most: int, least: int = 1) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, size - 1), unique=True, min_size=least, max_size=most)


@st.composite
def tests_of(draw: st.DrawFn, nodes: int, classes: int, *, group: bool) -> Reading:
    """A test of one node, or of up to four with shares that add up to one at most."""
    if group:
        members = draw(subsets(nodes, 4))
        shares = draw(st.one_of(st.just([1.0 / len(members)] * len(members)), _shares(len(members))))
    else:
        members, shares = [draw(st.integers(0, nodes - 1))], [1.0]
    return Reading(tuple(zip(members, shares, strict=True)), draw(per_class(classes)), draw(likelihoods(classes)))


def _shares(count: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.sampled_from([step / 64 for step in range(1, 17)]), min_size=count, max_size=count)


@st.composite
def observations(draw: st.DrawFn, causes: int) -> Observation:
    """A sign that bears on up to four causes."""
    weights = tuple((cause, draw(st.one_of(probabilities, st.just(1.0)))) for cause in draw(subsets(causes, 4)))
    return Observation(weights, draw(st.sampled_from([(0.75, 0.0), (0.25, 1.0), (0.5, 0.125), (1e-9, 0.5)])))


@st.composite
def networks(
    draw: st.DrawFn,
    max_causes: int = 12,
    max_nodes: int = 8,
    max_findings: int = 7,
    *,
    min_causes: int = 1,
    min_findings: int = 0,
) -> Network:
    """Any mix of findings, repeats, group tests, challenges and reliability classes."""
    classes = draw(st.sampled_from([(1.0,), (0.25, 0.75), (0.5, 0.25, 0.25)]))
    nodes = draw(st.integers(min(min_causes, max_nodes), max_nodes))
    causes = []
    for _ in range(draw(st.integers(min_causes, max_causes))):
        probability = draw(probabilities)
        causes.append(Cause(probability, 1 - probability, flagged=draw(st.booleans())))
    links = []
    for cause in range(len(causes)):
        targets = draw(subsets(nodes, 5 if min_causes > 1 else 4, least=int(min_causes > 1)))
        links += [Link(cause, node, draw(fired_levels())) for node in sorted(targets)]
    tests, challenges, signs = [], [], []
    for _ in range(draw(st.integers(min_findings, max_findings))):
        what = draw(st.sampled_from(["test", "test", "test", "group", "challenge", "observation"]))
        if what in ("test", "group"):
            tests.append(draw(tests_of(nodes, len(classes), group=what == "group")))
        elif what == "observation":
            signs.append(draw(observations(len(causes))))
        elif links:
            about = tuple(draw(subsets(len(links), 4, least=0)))
            challenges.append(Challenge(about, draw(per_class(len(classes))), draw(per_class(len(classes)))))
    queries = tuple(draw(subsets(nodes, 3, least=0)))
    return Network(tuple(causes), tuple(links), nodes, classes, tuple(tests), tuple(challenges), tuple(signs), queries)
