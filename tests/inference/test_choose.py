"""Which engine answers. The engines are put in by the test; they are tested elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference import choose, engine
from nktlib.inference.evaluation import Evaluation
from tests.inference.fixed import COUNT, exact, forget, network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nktlib.inference.network import Network

POSSIBLE = [seed for seed in range(COUNT) if exact(seed).evidence]
ONE, OTHER = network(POSSIBLE[0]), network(POSSIBLE[1])


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No numpy is found; what was looked for."""
    sought: list[str] = []

    def nothing(name: str) -> None:
        sought.append(name)

    monkeypatch.setattr(choose, "find_spec", nothing)
    return sought


def answer(text: str) -> Callable[[Network], object]:
    return lambda network: (text, network)


def chosen(one: Network, max_cost: float | None = None) -> object:
    """What the chosen engine answers: here anything."""
    return choose.infer(one, max_cost)


def test_exactly_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.anytime.infer_anytime", answer("sampled"))
    assert chosen(ONE) == engine.infer(ONE)
    cost = Evaluation(ONE, 1e9).grouping.cost
    assert chosen(ONE, cost) == engine.infer(ONE)
    assert chosen(ONE, cost - 1) == ("sampled", ONE)
    assert chosen(ONE, 0) == ("sampled", ONE)


def test_by_default_up_to_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.anytime.infer_anytime", answer("sampled"))
    monkeypatch.setattr(engine, "MOST_COST", 0)
    assert chosen(ONE) == ("sampled", ONE)


def test_without_numpy(monkeypatch: pytest.MonkeyPatch, without_numpy: list[str]) -> None:
    monkeypatch.setattr("nktlib.inference.plain.infer_plain", answer("plain"))
    monkeypatch.setattr("nktlib.inference.plain.plain_cost", lambda network: 100.0 if network == ONE else None)
    assert chosen(ONE) == ("plain", ONE)
    assert chosen(ONE, 100.0) == ("plain", ONE)
    with pytest.raises(TooComplex) as refused:
        choose.infer(ONE, 99.0)
    assert refused.value.cost == 100.0
    assert choose.infer_together([ONE, OTHER]) == (None, None)
    assert set(without_numpy) == {"numpy"}


def test_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[Network], float]] = []

    def infer_many(networks: list[Network], most: float) -> Iterator[tuple[int, str]]:
        asked.append((networks, most))
        return iter([(1, "second"), (0, "first")])

    monkeypatch.setattr("nktlib.inference.many.infer_many", infer_many)
    found: tuple[object, ...] = choose.infer_together([ONE, OTHER])
    assert found == ("first", "second")
    choose.infer_together([ONE, OTHER], 7.0)
    choose.infer_together([ONE, OTHER], 0.0)
    without = [evolve(ONE, queries=()), evolve(OTHER, queries=())]
    assert asked == [(without, engine.MOST_COST), (without, 7.0), (without, 0.0)]
