"""What is sampled given what, against exact answers: summed over all states of small networks, nothing is random."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference import anytime_arrays
from nktlib.inference.anytime_arrays import Collapsed
from nktlib.inference.anytime_tally import Tally
from tests.inference.fixed import exact, network
from tests.inference.states import FEW, joints_of, states_of, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from nktlib.inference.anytime_chains import Chains
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

RELATIVE = 1e-9


def hold_to_refreshed(chains: Chains) -> None:
    """What was kept up to date step by step is what follows from the states; -690 stands for the log of zero."""
    names = ("below", "outcomes", "joint")
    kept = [getattr(chains, name).copy() for name in names]
    chains.refresh()
    for one, name in zip(kept, names, strict=True):
        np.testing.assert_allclose(np.exp(one), np.exp(getattr(chains, name)), rtol=RELATIVE, atol=1e-12)


@pytest.mark.parametrize("seed", FEW)
def test_a_state_has_its_probability(seed: int) -> None:
    one = network(seed)
    arrays = Collapsed(one)
    for flagged in (True, False):
        states = states_of(arrays)
        joint = np.exp(states.chains(arrays, flagged=flagged).joint)
        expected = joints_of(one if flagged else without_flagged(one))
        for chosen, by_class in expected.items():
            active = np.isin(arrays.causes, chosen)
            if flagged or not (active & arrays.flagged).any():
                mine = (states.active == active[:, None]).all(axis=0)
                assert joint[:, mine].sum(axis=1) == pytest.approx(by_class, rel=RELATIVE, abs=1e-250)


def test_parts_of_more_cells_than_are_sampled_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = network(15)
    assert [share.table.shape[1] for share in Collapsed(one).shared] == [4, 4]
    monkeypatch.setattr(anytime_arrays, "MOST_CELLS", 4)
    Collapsed(one)
    monkeypatch.setattr(anytime_arrays, "MOST_CELLS", 3)
    with pytest.raises(TooComplex) as refused:
        Collapsed(one)
    assert refused.value.cost == 4
    monkeypatch.setattr(anytime_arrays, "MOST_CELLS", 1)
    Collapsed(evolve(one, readings=(), challenges=()))


def without_flagged(one: Network) -> Network:
    """Active with a probability of zero, and inactive with what it was: P(findings, no flagged cause is active)."""
    causes = tuple(evolve(cause, probability=0.0) if cause.flagged else cause for cause in one.causes)
    return evolve(one, causes=causes)


@pytest.mark.parametrize("seed", FEW)
def test_given_all_states_the_means_are_the_posteriors(seed: int) -> None:
    one, expected = network(seed), exact(seed)
    arrays = Collapsed(one)
    states = states_of(arrays)
    chains = states.chains(arrays)
    weights = weights_of(chains)
    tally = Tally(arrays, len(weights))
    for half, times in ((0, 1), (1, 2)):
        for _ in range(times):
            if half:
                tally.half = half
            for cause in range(len(arrays.causes)):
                states.put(chains)
                chains.visit(cause, tally)
            states.put(chains)
            tally.swept(chains)
    means = tally.means()
    for half in (0, 1):
        close(means.causes[half] @ weights, expected.causes)
        close(means.links[half] @ weights, expected.links)
        close(means.classes[half] @ weights, expected.classes)
        assert means.levels[half].shape == (len(one.queries), 3, len(weights))
        for found, triple in zip(means.levels[half] @ weights, expected.levels, strict=True):
            close(found, triple)
        if any(cause.flagged for cause in one.causes):
            close(
                means.flags[half] @ weights,
                [joint / expected.evidence for joint in (expected.flagged[0], expected.unflagged[0])],
            )


def close(found: Array, expected: Sequence[Fraction]) -> None:
    assert found == pytest.approx([float(value) for value in expected], rel=RELATIVE, abs=1e-14)
