"""The moves of the chains on small networks: what they leave is the posterior, by as many draws as it takes to see it.

Chains that are spread over the states as the posterior is must stay so. A count of n independent draws of a state with
probability p has a standard deviation of sqrt(n p (1 - p)): each seed is one draw of all these counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from nktlib.inference import anytime_chains
from nktlib.inference.anytime_arrays import Collapsed
from nktlib.inference.anytime_chains import Chains, _draw, _expit, levels_of, log_sum, softmax
from nktlib.inference.anytime_errors import QUANTILE, UNSEEN, mean_weight
from nktlib.inference.anytime_tally import Tally
from nktlib.inference.network import Cause, Link, Network, Reading
from tests.inference.fixed import exact, network
from tests.inference.states import FEW, States, how_many, states_of, weights_of
from tests.inference.test_anytime_exactly import hold_to_refreshed

if TYPE_CHECKING:
    from nktlib.inference.tables import Array

DRAWS = 6_000
SIGMAS = 4.5
"""Of a few thousand counts none is off by so much, unless there is a reason."""
MOVING = [seed for seed in FEW if 1 < how_many(Collapsed(network(seed))) <= 150]


def spread(arrays: Collapsed, seed: int) -> tuple[States, Chains, Array]:
    """All states, chains spread over them as their probabilities are, and these."""
    every = states_of(arrays)
    weights = weights_of(every.chains(arrays))
    places = np.searchsorted(weights.cumsum(), (np.arange(DRAWS) + 0.5) / DRAWS * weights.sum())
    drawn = States(every.active[:, places], every.cells[:, places])
    return every, drawn.chains(arrays, seed), weights


def hold_to_posterior(every: States, chains: Chains, weights: Array) -> None:
    """The chains are spread over the states as the posterior is."""
    counts = np.bincount(every.of(chains), minlength=len(weights))
    assert not counts[weights == 0].any()
    likely = weights * DRAWS > 5
    rare = np.append(weights[likely], weights[~likely].sum())
    off = np.append(counts[likely], counts[~likely].sum()) - DRAWS * rare
    assert np.abs(off).max() < SIGMAS * np.sqrt(DRAWS * rare * (1 - rare)).max() + 5
    assert (np.abs(off) <= SIGMAS * np.sqrt(DRAWS * rare * (1 - rare)) + 5).all()


@pytest.mark.parametrize("seed", MOVING)
def test_visits_leave_the_posterior(seed: int) -> None:
    arrays = Collapsed(network(seed))
    every, chains, weights = spread(arrays, seed)
    for cause in range(len(arrays.causes)):
        chains.visit(cause, None)
    assert (chains.below <= 0).all()
    hold_to_posterior(every, chains, weights)
    hold_to_refreshed(chains)


@pytest.mark.parametrize("seed", MOVING)
def test_a_single_chain_knows_where_it_is(seed: int) -> None:
    arrays = Collapsed(network(seed))
    chains = Chains(arrays, 1, np.random.default_rng(seed))
    assert chains.allowed.tolist() == list(range(len(arrays.causes)))
    for _ in range(8):
        for cause in range(len(arrays.causes)):
            chains.visit(cause, None)
            assert (chains.below <= 0).all()
        hold_to_refreshed(chains)


@pytest.mark.parametrize("seed", MOVING)
def test_swaps_leave_the_posterior(seed: int) -> None:
    arrays = Collapsed(network(seed))
    every, chains, weights = spread(arrays, seed)
    for _ in range(3):
        before = chains.active.sum(axis=0)
        chains.swap()
        assert (chains.active.sum(axis=0) == before).all()
        assert (chains.below <= 0).all()
    hold_to_posterior(every, chains, weights)
    hold_to_refreshed(chains)


@pytest.mark.parametrize("seed", MOVING)
def test_a_swap_of_a_lone_cause_forgets_which_it_was(seed: int) -> None:
    arrays = Collapsed(network(seed))
    every = states_of(arrays)
    weights = weights_of(every.chains(arrays)) * (every.active.sum(axis=0) == 1)
    (lone,) = np.nonzero(weights)
    start = np.full(DRAWS, lone[0])
    chains = States(every.active[:, start], every.cells[:, start]).chains(arrays, seed)
    chains.swap()
    hold_to_posterior(every, chains, weights / weights.sum())


def test_swaps_of_what_is_hardly_probable_at_all() -> None:
    """Tests that only their own two causes explain, the second twice as probable: all together has no exponential."""
    count, rare = 25, 1e-16
    causes = tuple(Cause(rare * (1 + cause % 2), 1.0) for cause in range(2 * count))
    links = tuple(Link(cause, cause // 2, (0.0, 1.0, 0.0)) for cause in range(2 * count))
    weak = tuple(Reading(((node, 1.0),), (1.0,), ((rare, 1.0, 1.0),)) for node in range(count))
    arrays = Collapsed(Network(causes, links, count, readings=weak))
    chains = Chains(arrays, 3000, np.random.default_rng(0))
    chains.active[::2] = True
    chains.active[:, 2000:] = True  # these have nothing to swap with
    chains.refresh()
    assert chains.joint[0, 0] < -900
    assert chains.joint[0, -1] < chains.joint[0, 0] - 900
    chains.swap()
    assert (chains.active.sum(axis=0) == [count] * 2000 + [2 * count] * 1000).all()
    moved = chains.active[1::2, :2000].sum(axis=0)
    assert abs(moved.mean() - 2 / 3) < SIGMAS * np.sqrt(2 / 9 / 2000)
    assert (chains.active[::2, :2000] ^ chains.active[1::2, :2000]).all()


@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize("seed", [seed for seed in MOVING if how_many(Collapsed(network(seed))) <= 50][::2])
def test_annealing_weighs_by_the_evidence_and_leads_to_the_posterior(seed: int, *, flagged: bool) -> None:
    arrays = Collapsed(network(seed))
    every = states_of(arrays)
    weights = weights_of(every.chains(arrays, flagged=flagged))
    if not flagged:
        weights[every.active[arrays.flagged].any(axis=0)] = 0.0
        weights /= weights.sum()
    chains = Chains(arrays, DRAWS, np.random.default_rng(seed), flagged=flagged)
    logs = chains.anneal(2)
    found, error = mean_weight(logs)
    error = (error - UNSEEN / DRAWS) / QUANTILE
    none = bool(arrays.flagged.any()) and not flagged
    closed = any(network(seed).causes[cause].flagged for cause in arrays.leaves.closed_causes)
    expected = exact(seed).unflagged[0] if none or (closed and not flagged) else exact(seed).evidence
    assert error < 0.04
    assert abs(found - np.log(float(expected))) < SIGMAS * error + 1e-9
    relative = np.exp(logs - logs.max())
    shares = np.bincount(every.of(chains), relative, minlength=len(weights)) / relative.sum()
    worth = relative.sum() ** 2 / (relative**2).sum()
    assert (np.abs(shares - weights) <= SIGMAS * np.sqrt(weights * (1 - weights) / worth) + 5 / worth).all()
    assert not shares[weights == 0].any()


def test_annealing_goes_in_equal_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = Collapsed(network(MOVING[0]))
    chains = Chains(arrays, 4, np.random.default_rng(0))
    powers: list[float] = []
    monkeypatch.setattr(chains, "_weigh", powers.append)
    chains.anneal(4)
    assert powers == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_a_power_of_what_the_findings_say() -> None:
    arrays = Collapsed(network(MOVING[-1]))
    chains = states_of(arrays).chains(arrays)
    chains._weigh(0.0)
    nothing = chains.joint
    assert chains.outcomes == pytest.approx(np.zeros_like(chains.outcomes), abs=1e-12)
    chains._weigh(1.0)
    np.testing.assert_allclose(chains.joint, nothing + chains.outcomes.sum(axis=0), atol=1e-9)


def test_a_sweep_visits_every_cause_once_and_swaps(monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = Collapsed(network(next(seed for seed in MOVING if len(Collapsed(network(seed)).causes) == 5)))
    orders: set[tuple[int, ...]] = set()
    visits: list[tuple[int, Tally]] = []
    done: list[int] = []
    """How many visits came before a refreshing or a swap."""
    monkeypatch.setattr(Chains, "visit", lambda _self, cause, tally: visits.append((int(cause), tally)))
    monkeypatch.setattr(Chains, "refresh", lambda _self: done.append(len(visits)))
    monkeypatch.setattr(Chains, "swap", lambda _self: done.append(-len(visits)))
    for flagged in (True, False):
        chains = Chains(arrays, 2, np.random.default_rng(1), flagged=flagged)
        tally = Tally(arrays, 2)
        for _ in range(6):
            done.clear()
            visits.clear()
            chains.sweep(tally)
            assert done == [len(visits), *[-len(visits)] * anytime_chains.SWAPS]
            allowed = [cause for cause in range(5) if flagged or not arrays.flagged[cause]]
            order = [visit[0] for visit in visits]
            assert sorted(order) == allowed
            assert all(visit[1] is tally for visit in visits)
            orders.add(tuple(order))
    assert len(orders) > 4


def test_nothing_is_swapped_where_nothing_is_active() -> None:
    arrays = Collapsed(network(MOVING[0]))
    chains = Chains(arrays, 3, np.random.default_rng(0))
    chains.swap()
    assert not chains.active.any()
    assert chains.random.random() == np.random.default_rng(0).random()


def test_levels_by_hand() -> None:
    below = np.log([[0.25, 1e-300, 0.5], [0.75, 1e-300, 1.0]])
    assert levels_of(below) == pytest.approx(np.array([[0.25, 0.0, 0.5], [0.5, 0.0, 0.5], [0.25, 1.0, 0.0]]), abs=1e-15)
    # Rounding may put "at most 0" above "at most 1".
    none, one, two = levels_of(np.array([[-0.5], [-0.5 - 1e-15]]))
    assert none == pytest.approx(np.exp(-0.5))
    assert one == 0.0
    assert two == pytest.approx(1 - np.exp(-0.5))


def test_sums_of_exponentials() -> None:
    values = np.array([[-1000.0, 0.0], [-1000.0, np.log(3)]])
    assert log_sum(values) == pytest.approx([-1000 + np.log(2), np.log(4)], rel=1e-15)
    assert softmax(values) == pytest.approx(np.array([[0.5, 0.25], [0.5, 0.75]]), rel=1e-15)
    assert _expit(np.array([0.0, np.log(3), -800.0, 800.0])) == pytest.approx(
        [0.5, 0.75, np.exp(-700), 1.0], rel=1e-12, abs=0
    )


class Told:
    """Random numbers that the test gives."""

    def __init__(self, numbers: list[float]) -> None:
        self.numbers = np.array(numbers)

    def random(self, count: int) -> Array:
        assert count == len(self.numbers)
        return self.numbers


def test_a_state_is_drawn_by_its_share() -> None:
    weights = np.array([0.0, 1.0, 0.0, 3.0, 0.0])
    numbers = [0.0, 0.1, 0.25 - 2**-54, 0.25, 0.9, 1.0 - 2**-53, 1.0]
    drawn = _draw(weights[:, None].repeat(7, axis=1), Told(numbers))  # type: ignore[arg-type]
    assert drawn.tolist() == [1, 1, 1, 3, 3, 3, 4]
