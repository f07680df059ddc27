"""The engine without numpy against exact rational arithmetic, and against the engine with numpy."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from attrs import asdict
from hypothesis import given, settings

from nktlib.errors import TooComplex
from nktlib.inference.engine import infer
from nktlib.inference.network import Cause, Challenge, Link, Network, Reading
from nktlib.inference.plain import infer_plain, plain_cost
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.resolve import resolve_session
from tests.assessment.sessions import ATLAS, sessions
from tests.inference.networks import networks
from tests.inference.oracle import by_distribution
from tests.inference.test_exactness import BOUNDED

if TYPE_CHECKING:
    from nktlib.sessions.finding import Session


def compare(network: Network) -> None:
    """Compare everything that the engine says with fractions: each within the error that it states."""
    exact = by_distribution(network)
    if exact.evidence == 0:
        with pytest.raises(ZeroDivisionError):
            infer_plain(network)
        return
    found = infer_plain(network)
    assert found.error < 1e-12
    pairs = [
        (found.evidence, exact.evidence),
        *zip(found.causes, exact.causes, strict=True),
        *zip(found.links, exact.links, strict=True),
        *zip(found.classes, exact.classes, strict=True),
        *zip(chain(*found.levels), chain(*exact.levels), strict=True),
        *zip((found.flagged.joint, found.flagged.prior), exact.flagged, strict=True),
        *zip((found.unflagged.joint, found.unflagged.prior), exact.unflagged, strict=True),
    ]
    for number, (value, expected) in enumerate(pairs):
        assert abs(Fraction(value) - expected) <= Fraction(found.error) * expected, f"number {number}: {value!r}"


def compare_engines(network: Network) -> None:
    """Compare with the engine that uses numpy, number by number."""
    found, expected = asdict(infer_plain(network)), asdict(infer(network))
    assert 0 < found.pop("error") < 1e-12
    expected.pop("error", None)
    assert found == approximately(expected)


def approximately(value: object) -> object:
    """Allow a relative difference of 1e-12 in every number."""
    if isinstance(value, dict):
        return {key: approximately(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(approximately(one) for one in value)
    return pytest.approx(value, rel=1e-12, abs=0)


@given(networks(max_causes=6, max_nodes=6, max_findings=6))
@settings(BOUNDED, max_examples=80)
def test_small_networks_are_exact(network: Network) -> None:
    compare(network)


@pytest.mark.slow
@given(networks(min_causes=6, min_findings=4, max_findings=9))
@settings(BOUNDED, max_examples=300)
def test_larger_networks_are_exact(network: Network) -> None:
    compare(network)


@given(networks(max_causes=5, max_nodes=5, max_findings=5))
@settings(BOUNDED, max_examples=40)
def test_too_few_bits_are_noticed(network: Network) -> None:
    """With ten bits to begin with, nothing but the computed error says that they do not do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nktlib.inference.plain.BITS", 10)
        compare(network)


def test_an_error_that_is_ignored_shows() -> None:
    """The same network with few bits, taken as they come, is wrong: the test above tests something."""
    weak = [Reading(((node, 1.0),), (0.9,), ((1e-9, 1.0, 1.0),)) for node in range(3)]
    causes = tuple(Cause(2.0**-node, 1 - 2.0**-node) for node in (20, 21, 22))
    network = Network(causes, tuple(Link(one, one, (0.5, 0.5, 0.0)) for one in range(3)), 3, readings=tuple(weak))
    compare(network)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nktlib.inference.plain.BITS", 50)
        patch.setattr("nktlib.inference.plain.MOST_BITS", 50)
        with pytest.raises((AssertionError, ZeroDivisionError)):
            compare(network)


def test_wide_groups_are_exact() -> None:
    """Two group tests that share members, tests of members and challenges of several links, all of one cause."""
    links = tuple(Link(cause, node, (0.5, 0.25, 0.25)) for cause in range(2) for node in range(5))
    groups = [
        Reading(tuple((node, 0.25) for node in range(4)), (0.75, 0.5), ((0.125, 1.0, 1.0),) * 2),
        Reading(((1, 0.5), (2, 0.25), (4, 0.125)), (0.75, 0.5), ((0.125, 0.5, 0.25),) * 2),
        Reading(((0, 0.5), (3, 0.5)), (0.75, 0.5), ((0.9, 0.0, 0.0),) * 2),
    ]
    tests = [Reading(((node, 1.0),), (0.75, 0.5), ((0.0625, 1.0, 1.0),) * 2) for node in (1, 3)]
    challenge = Challenge((0, 2, 7), (0.25, 0.5), (0.75, 0.5))
    causes = (Cause(0.125, 0.875, flagged=True), Cause(0.25, 0.75))
    network = Network(causes, links, 5, (0.5, 0.5), (*groups, *tests), (challenge,), queries=(0, 1, 2, 3, 4))
    compare(network)


def test_a_class_in_which_the_findings_are_impossible_drops_out() -> None:
    certain = Cause(1.0, 0.0, flagged=True)
    strong = Reading(((0, 1.0),), (1.0, 0.5), ((0.9, 0.0, 0.0), (0.9, 0.0, 0.0)))
    compare(Network((certain,), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, (0.5, 0.5), (strong,), queries=(0,)))


def test_impossible_findings_say_so() -> None:
    never = Reading(((0, 1.0),), (1.0,), ((0.0, 1.0, 1.0),))
    with pytest.raises(ZeroDivisionError, match=r"^the findings are impossible$"):
        infer_plain(Network((Cause(0.5, 0.5),), (), 1, readings=(never,)))


def test_no_finding_leaves_the_prior() -> None:
    causes = (Cause(0.25, 0.75, flagged=True), Cause(0.5, 0.5))
    links = (Link(0, 0, (0.5, 0.25, 0.25)), Link(1, 0, (0.0, 1.0, 0.0)))
    found = infer_plain(Network(causes, links, 2, queries=(0, 1)))
    assert found.evidence == 1.0
    assert found.causes == (0.25, 0.5)
    assert found.links == (0.125, 0.5)
    assert found.levels == (((0.4375, 0.5, 0.0625)), (1.0, 0.0, 0.0))
    assert found.log_bayes_factor == 0.0


def test_a_very_long_session_is_scaled() -> None:
    links = tuple(Link(cause, cause, (0.0, 1.0, 0.0)) for cause in range(60))
    readings = tuple(Reading(((node, 1.0),), (0.5,), ((1e-6, 1e-7, 1e-7),)) for node in range(60))
    network = Network((Cause(0.25, 0.75),) * 60, links, 60, readings=readings, queries=(0,))
    assert infer_plain(network).log_scale < 0
    compare_engines(network)


@given(sessions())
@settings(BOUNDED, max_examples=8)
def test_sessions_of_the_shipped_atlas_equal_the_other_engine(session: Session) -> None:
    resolved = resolve_session(session, ATLAS)
    compare_engines(build(resolved.findings, "left", ATLAS, load_model()).network)


def entangled(findings: int) -> Network:
    """Every cause acts on every node, and each node was tested weak."""
    causes = tuple(Cause(0.25, 0.75) for _ in range(4))
    links = tuple(Link(cause, node, (0.5, 0.5, 0.0)) for cause in range(4) for node in range(findings))
    weak = tuple(Reading(((node, 1.0),), (0.75,), ((0.125, 1.0, 1.0),)) for node in range(findings))
    return Network(causes, links, findings, readings=weak)


def test_the_cost_is_known_before_it_is_paid() -> None:
    with pytest.raises(TooComplex) as caught:
        infer_plain(entangled(40))
    assert caught.value.cost == plain_cost(entangled(40)) > 2**40


def test_numpy_is_not_imported() -> None:
    program = (
        "import sys\n"
        "from nktlib.inference.network import Cause, Link, Network, Reading\n"
        "from nktlib.inference.plain import infer_plain\n"
        "weak = Reading(((0, 1.0),), (0.5,), ((0.25, 1.0, 1.0),))\n"
        "found = infer_plain(Network((Cause(0.5, 0.5),), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, readings=(weak,)))\n"
        "print(found.evidence, sorted({'numpy', 'networkx'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "0.4375 []\n"
