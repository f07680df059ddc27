"""Keeping very long sessions above the smallest number that a float can hold."""

from __future__ import annotations

from math import fsum, log
from typing import TYPE_CHECKING

from attrs import evolve

if TYPE_CHECKING:
    from nktlib.inference.network import Network

LEAST_LOG = -400.0
"""Logarithm of a product of likelihoods from which on they are scaled; floats end at -745."""


def scaled(network: Network) -> tuple[Network, float]:
    """Divide the likelihoods of every finding by their largest, if all of them together would come too near to zero.

    Gives the network and the logarithm of what it was divided by (0 where nothing was done). Posteriors do not change.
    """
    readings = [max(max(row) for row in reading.likelihood) for reading in network.readings]
    challenges = [max(*challenge.unfired, *challenge.fired) for challenge in network.challenges]
    observations = [max(observation.likelihood) for observation in network.observations]
    least = [min(min(filter(None, row), default=1.0) for row in reading.likelihood) for reading in network.readings]
    least += [min(*challenge.unfired, *challenge.fired) for challenge in network.challenges]
    least += [min(filter(None, observation.likelihood), default=1.0) for observation in network.observations]
    if fsum(map(log, filter(None, least))) > LEAST_LOG or not all((*readings, *challenges, *observations)):
        return network, 0.0
    return (
        evolve(
            network,
            readings=tuple(
                evolve(one, likelihood=tuple((row[0] / top, row[1] / top, row[2] / top) for row in one.likelihood))
                for one, top in zip(network.readings, readings, strict=True)
            ),
            challenges=tuple(
                evolve(one, unfired=tuple(v / top for v in one.unfired), fired=tuple(v / top for v in one.fired))
                for one, top in zip(network.challenges, challenges, strict=True)
            ),
            observations=tuple(
                evolve(one, likelihood=(one.likelihood[0] / top, one.likelihood[1] / top))
                for one, top in zip(network.observations, observations, strict=True)
            ),
        ),
        fsum(map(log, (*readings, *challenges, *observations))),
    )
