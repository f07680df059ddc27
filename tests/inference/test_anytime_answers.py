"""What becomes of the chains and of their means; both are put in by the test."""

from __future__ import annotations

from math import exp, inf, log
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest
from attrs import evolve

from nktlib.inference import anytime
from nktlib.inference.anytime import CHAINS, METHOD, SETTLING, STEPS, _flags, _flags_before, infer_anytime
from nktlib.inference.anytime_arrays import NEVER
from nktlib.inference.anytime_errors import UNSEEN, Estimate, estimate, independent_draws, mean_weight
from nktlib.inference.anytime_tally import Means
from nktlib.inference.network import Cause, Link, Network, Reading
from nktlib.inference.posterior import Effort, Hypothesis

if TYPE_CHECKING:
    from numpy.random import Generator

    from nktlib.inference.anytime_arrays import Collapsed
    from nktlib.inference.posterior import Approximate
    from nktlib.inference.tables import Array

WEAK = Reading(((0, 1.0),), (0.9, 0.5), ((0.05, 1.0, 1.0),) * 2)
NETWORK = Network(
    causes=(Cause(0.25, 0.75, flagged=True), Cause(0.5, 0.5), Cause(0.125, 0.875, flagged=True)),
    links=(Link(0, 0, (0.5, 0.25, 0.25)), Link(1, 0, (0.25, 0.5, 0.25))),
    nodes=1,
    classes=(0.25, 0.75),
    readings=(WEAK,),
    queries=(0,),
)


class Put:
    """Chains and tallies that say what they are told, and what was done with them."""

    weights: ClassVar[dict[bool, Array]]
    means: ClassVar[Means]
    done: ClassVar[list[object]]
    made: ClassVar[list[tuple[bool, Generator]]]

    def __init__(self, arrays: Collapsed, count: int, random: Generator | None = None, *, flagged: bool = True) -> None:
        assert len(arrays.causes) == 2
        assert count == CHAINS
        self.half, self.flagged = 9, flagged
        if random is not None:
            Put.made.append((flagged, random))

    def anneal(self, steps: int) -> Array:
        assert steps == STEPS
        return self.weights[self.flagged]

    def sweep(self, tally: Put | None = None) -> None:
        Put.done.append("settle" if tally is None else tally.half)

    def swept(self, chains: Put) -> None:
        assert type(chains) is Put
        Put.done.append("swept")


class Tallied(Put):
    """The tally."""

    def means(self) -> Means:  # type: ignore[override]
        return Put.means


def drawn(*means: float, scatter: float = 0.01) -> Array:
    """Means (half, quantity, chain) about some numbers."""
    noise = np.random.default_rng(len(means)).standard_normal((2, len(means), CHAINS))
    return np.array(means)[:, None] + scatter * noise


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> type[Put]:
    random = np.random.default_rng(1)
    Put.done, Put.made = [], []
    Put.weights = {
        True: -3.0 + 0.1 * random.standard_normal(CHAINS),
        False: -5.0 + 0.1 * random.standard_normal(CHAINS),
    }
    Put.means = Means(
        causes=drawn(0.25, 0.75, 0.125, scatter=0.3),
        links=drawn(0.125, 0.5),
        levels=drawn(0.5, 0.375, 0.125).reshape(2, 1, 3, CHAINS),
        classes=drawn(0.375, 0.625),
        flags=drawn(0.25, 0.75),
    )
    monkeypatch.setattr(anytime, "Chains", Put)
    monkeypatch.setattr(anytime, "Tally", Tallied)
    return Put


def close(found: object, expected: Array) -> None:
    assert np.array(found) == pytest.approx(expected, rel=1e-12)


def test_the_answer_is_what_the_means_say(put: type[Put]) -> None:
    found = infer_anytime(NETWORK, effort=8)
    draws = independent_draws(estimate(put.means.causes), CHAINS, CHAINS * 8)
    assert CHAINS < draws < CHAINS * 8
    assert found.effort == Effort(CHAINS, 8, draws)
    for name in ("causes", "links", "levels", "classes"):
        one = estimate(getattr(put.means, name))
        close(getattr(found, name), one.values)
        close(getattr(found.errors, name), one.errors + UNSEEN / draws)
    value, error = mean_weight(put.weights[True])
    assert found.evidence == pytest.approx(exp(value), rel=1e-12)
    assert found.errors.log_evidence == error
    some, none = estimate(put.means.flags).values.tolist()
    # One flagged cause is open, the other closed; before the findings none is active with 3/4 x 7/8.
    assert (found.flagged.prior, found.unflagged.prior) == (11 / 32, 21 / 32)
    close([found.flagged.joint, found.unflagged.joint], np.array([some, none]) * exp(value))
    widths = estimate(put.means.flags).errors + UNSEEN / draws
    assert found.errors.log_bayes_factor == pytest.approx(float((widths / [some, none]).sum()), rel=1e-12)
    assert found.log_scale == 0.0
    assert found.error == inf
    assert found.method == METHOD


@pytest.mark.parametrize(("effort", "halves"), [(2, [0, 1]), (3, [0, 0, 1]), (8, [0] * 4 + [1] * 4)])
def test_some_sweeps_settle_and_the_others_are_counted_in_halves(
    put: type[Put], effort: int, halves: list[int]
) -> None:
    infer_anytime(NETWORK, effort=effort)
    assert put.done[: effort // SETTLING] == ["settle"] * (effort // SETTLING)
    assert put.done[effort // SETTLING :] == [what for half in halves for what in (half, "swept")]


def test_the_seed_is_that_of_the_random_numbers(put: type[Put]) -> None:
    for arguments, seed in (({}, 0), ({"seed": 5}, 5)):
        put.made = []
        infer_anytime(NETWORK, effort=2, **arguments)
        ((_flagged, random),) = put.made
        assert random.random() == np.random.default_rng(seed).random()


def rare(put: type[Put], some: float, none: float) -> None:
    put.means = evolve(put.means, flags=drawn(some, none, scatter=0.0))


def test_where_none_of_the_flagged_is_hardly_ever_inactive_it_is_sampled_so(put: type[Put]) -> None:
    rare(put, 1.0 - 1e-4, 1e-4)
    found = infer_anytime(NETWORK, effort=8)
    assert [flagged for flagged, _random in put.made] == [True, False]
    with_all, without = mean_weight(put.weights[True]), mean_weight(put.weights[False])
    assert found.unflagged.joint == pytest.approx(exp(without[0]), rel=1e-12)
    assert found.flagged.joint == pytest.approx((1 - 1e-4) * exp(with_all[0]), rel=1e-12)
    assert found.errors.log_bayes_factor == pytest.approx(np.hypot(with_all[1], without[1]), rel=1e-12)
    assert len({id(random) for _flagged, random in put.made}) == 1


@pytest.mark.parametrize("uncertain", [True, False])
def test_a_second_way_that_is_no_better_is_not_taken(put: type[Put], *, uncertain: bool) -> None:
    rare(put, 0.875, 0.125)
    put.means = evolve(put.means, causes=drawn(0.25, 0.75, 0.125, scatter=1.0))
    put.weights[uncertain][0] += 50.0  # one chain has all the weight
    found = infer_anytime(NETWORK, effort=8)
    value, _error = mean_weight(put.weights[True])
    assert [flagged for flagged, _random in put.made] == [True, False]
    assert found.effort.draws == CHAINS
    assert found.unflagged.joint == pytest.approx(0.125 * exp(value), rel=1e-12)
    assert found.errors.log_bayes_factor == pytest.approx(UNSEEN / found.effort.draws * (8 + 8 / 7), rel=1e-12)


@pytest.mark.parametrize(("some", "none"), [(1e-4, 1 - 1e-4), (0.5, 0.5)])
def test_the_second_way_is_for_a_large_factor_only(put: type[Put], some: float, none: float) -> None:
    rare(put, some, none)
    found = infer_anytime(NETWORK, effort=8)
    assert [flagged for flagged, _random in put.made] == [True]
    value, _error = mean_weight(put.weights[True])
    # Hardly ever active: what was counted is no more than may be unseen, so that the mean number active stands for it.
    expected = estimate(put.means.causes).values[[0, 2]].sum() if some < 0.01 else some
    assert found.flagged.joint == pytest.approx(expected * exp(value), rel=1e-12)
    assert found.unflagged.joint == pytest.approx(none * exp(value), rel=1e-12)


def test_closed_flagged_causes_follow_from_the_classes(put: type[Put]) -> None:
    closed = evolve(NETWORK, causes=(evolve(NETWORK.causes[0], flagged=False), *NETWORK.causes[1:]))
    rare(put, 1 - 1e-4, 1e-4)
    found = infer_anytime(closed, effort=8)
    assert len(put.made) == 1
    assert found.unflagged.prior == 0.875
    assert found.errors.log_bayes_factor == pytest.approx(2 * UNSEEN / found.effort.draws, rel=1e-9)


def test_without_flagged_causes_nothing_is_compared(put: type[Put]) -> None:
    rare(put, 0.0, 1.0)
    found = infer_anytime(evolve(NETWORK, causes=tuple(evolve(one, flagged=False) for one in NETWORK.causes)), effort=8)
    assert (found.flagged, found.unflagged) == (Hypothesis(0.0, 0.0), Hypothesis(0.0, 0.0))
    assert found.errors.log_bayes_factor == 0.0
    assert len(put.made) == 1


def test_a_long_session_is_scaled(put: type[Put]) -> None:
    strong = Reading(((0, 1.0),), (0.5, 0.5), ((0.5, 0.0, 0.0),) * 2)
    found = infer_anytime(evolve(NETWORK, readings=(WEAK, *[strong] * 1200)), effort=2)
    assert found.log_scale == pytest.approx(1200 * log(0.5))
    assert found.log_evidence == pytest.approx(mean_weight(put.weights[True])[0] + 1200 * log(0.5))


@pytest.mark.parametrize(("weight", "impossible"), [(NEVER + 1, False), (NEVER, True), (-800.0, True)])
def test_findings_with_no_weight_are_impossible(put: type[Put], weight: float, *, impossible: bool) -> None:
    put.weights[True] = np.full(CHAINS, weight)
    if impossible:
        with pytest.raises(ZeroDivisionError, match=r"^the findings are impossible$"):
            infer_anytime(NETWORK, effort=2)
    else:
        assert infer_anytime(NETWORK, effort=2).evidence > 0


def test_an_effort_that_shows_no_error() -> None:
    with pytest.raises(ValueError, match=r"^an effort of 1 shows no error: give at least 2$"):
        infer_anytime(NETWORK, effort=1)


def test_effort_unless_it_is_said(put: type[Put]) -> None:
    found: Approximate = infer_anytime(NETWORK)
    assert found.effort.sweeps == anytime.SWEEPS == put.done.count("swept")


@pytest.mark.parametrize(
    ("counted", "unseen", "some", "error"),
    [
        (True, 0.25 - 1e-9, 0.25, 0.375 / 0.25 + 0.3125 / 0.75),
        # No more than what may be unseen.
        (True, 0.25, 0.5, 0.375 / 0.5 + 0.3125 / 0.75),
        (False, 0.25, 0.25, 0.125 / 0.25 + 0.25 + 0.0625 / 0.75 + 0.25),
    ],
)
def test_flags(unseen: float, some: float, error: float, *, counted: bool) -> None:
    found, width = _flags(Estimate(np.array([0.25, 0.75]), np.array([0.125, 0.0625])), 0.5, unseen, counted=counted)
    assert found == (some, 0.75)
    assert width == pytest.approx(error)


@pytest.mark.parametrize("counted", [True, False])
def test_what_is_never_seen_has_no_ratio(*, counted: bool) -> None:
    always = Estimate(np.array([1.0, 0.0]), np.array([0.125, 0.0]))
    assert _flags(always, 0.5, 0.25, counted=counted) == ((1.0, 0.0), inf)
    never = Estimate(np.array([0.0, 1.0]), np.array([0.125, 0.0]))
    assert _flags(never, 0.0, 0.25, counted=counted) == ((0.0, 1.0), inf)


def test_what_hardly_scatters_is_worth_every_sweep(put: type[Put]) -> None:
    put.means = evolve(put.means, causes=drawn(0.25, 0.75, 0.125, scatter=1e-6))
    assert infer_anytime(NETWORK, effort=8).effort.draws == CHAINS * 8


def test_flags_before() -> None:
    # Complements are taken as they are.
    causes = (Cause(0.25, 0.5, flagged=True), Cause(0.5, 0.5), Cause(0.125, 0.75, flagged=True))
    assert _flags_before(Network(causes, (), 1)) == (0.25 + 0.5 * 0.125, 0.375)
    assert _flags_before(Network(causes[1:2], (), 1)) == (0.0, 0.0)
    assert _flags_before(Network((Cause(0.0, 1.0, flagged=True),), (), 1)) == (0.0, 0.0)
