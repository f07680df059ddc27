"""Likelihoods of very long sessions, scaled by hand."""

from __future__ import annotations

from math import log

import pytest
from attrs import evolve

from nktlib.inference.network import Cause, Challenge, Network, Observation, Reading
from nktlib.inference.scale import scaled

READINGS = (
    Reading(((0, 1.0),), (0.5, 0.5), ((0.125, 0.25, 0.5), (0.25, 0.0, 0.0625))),
    Reading(((0, 1.0),), (0.5, 0.5), ((0.0, 0.0, 0.0), (0.25, 0.25, 0.125))),
)
CHALLENGES = (
    Challenge((0,), (0.5, 0.125), (0.0625, 0.25)),
    Challenge((0,), (0.125, 0.0625), (0.25, 0.125)),
    Challenge((0,), (0.5, 0.5), (0.5, 0.0)),
)
OBSERVATIONS = (Observation(((0, 1.0),), (0.5, 0.25)), Observation(((0, 1.0),), (0.25, 0.0)))
LEAST = log(0.0625 * 0.125 * 0.0625 * 0.0625 * 0.25 * 0.25)
"""The least of every finding that is not zero; a challenge that rules something out does not count."""
GREATEST = log(0.5 * 0.25 * 0.5 * 0.25 * 0.5 * 0.5 * 0.25)
NETWORK = Network((Cause(0.5, 0.5),), (), 1, (0.5, 0.5), READINGS, CHALLENGES, OBSERVATIONS)


def test_a_session_of_any_usual_length_stays_as_it_is() -> None:
    assert scaled(NETWORK) == (NETWORK, 0.0)


def test_every_finding_is_divided_by_its_greatest_likelihood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.scale.LEAST_LOG", -1.0)
    found, log_scale = scaled(NETWORK)
    assert log_scale == pytest.approx(GREATEST)
    assert found == evolve(
        NETWORK,
        readings=(
            evolve(READINGS[0], likelihood=((0.25, 0.5, 1.0), (0.5, 0.0, 0.125))),
            evolve(READINGS[1], likelihood=((0.0, 0.0, 0.0), (1.0, 1.0, 0.5))),
        ),
        challenges=(
            evolve(CHALLENGES[0], unfired=(1.0, 0.25), fired=(0.125, 0.5)),
            evolve(CHALLENGES[1], unfired=(0.5, 0.25), fired=(1.0, 0.5)),
            evolve(CHALLENGES[2], unfired=(1.0, 1.0), fired=(1.0, 0.0)),
        ),
        observations=(
            evolve(OBSERVATIONS[0], likelihood=(1.0, 0.5)),
            evolve(OBSERVATIONS[1], likelihood=(1.0, 0.0)),
        ),
    )


@pytest.mark.parametrize("kind", ["readings", "challenges", "observations"])
def test_it_begins_where_the_least_likelihoods_together_come_too_near_to_zero(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = Network(NETWORK.causes, (), 1, NETWORK.classes, **{kind: getattr(NETWORK, kind)})
    least_of = {"readings": 0.0625 * 0.125, "challenges": 0.0625 * 0.0625, "observations": 0.25 * 0.25}
    least = log(least_of[kind])
    monkeypatch.setattr("nktlib.inference.scale.LEAST_LOG", least - 1e-9)
    assert scaled(part) == (part, 0.0)
    monkeypatch.setattr("nktlib.inference.scale.LEAST_LOG", least + 1e-9)
    assert scaled(part)[0] != part


def test_at_the_limit_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.scale.LEAST_LOG", 0.0)
    certain = Network((), (), 1, readings=(Reading(((0, 1.0),), (0.5,), ((1.0, 1.0, 2.0),)),))
    found, log_scale = scaled(certain)
    assert found.readings[0].likelihood == ((0.5, 0.5, 1.0),)
    assert log_scale == log(2.0)


def test_all_together_come_too_near() -> None:
    many = evolve(NETWORK, readings=READINGS * 40, challenges=CHALLENGES * 40, observations=OBSERVATIONS * 40)
    assert scaled(many)[1] == pytest.approx(40 * GREATEST)
    few = evolve(NETWORK, readings=READINGS * 20, challenges=CHALLENGES * 20, observations=OBSERVATIONS * 20)
    assert 20 * LEAST > -400 > 40 * LEAST
    assert scaled(few) == (few, 0.0)


@pytest.mark.parametrize("kind", ["readings", "challenges", "observations"])
def test_what_cannot_be_is_left_alone(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.scale.LEAST_LOG", -1.0)
    never = {
        "readings": Reading(((0, 1.0),), (0.5, 0.5), ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))),
        "challenges": Challenge((0,), (0.0, 0.0), (0.0, 0.0)),
        "observations": Observation(((0, 1.0),), (0.0, 0.0)),
    }[kind]
    findings = {"readings": READINGS, "challenges": CHALLENGES, "observations": OBSERVATIONS}
    impossible = Network(NETWORK.causes, (), 1, NETWORK.classes, **{**findings, kind: (*findings[kind], never)})  # type: ignore[arg-type]
    assert scaled(impossible) == (impossible, 0.0)
