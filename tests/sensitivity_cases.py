"""How often each published case comes out right when the judged parameters move through their ranges.

Run with ``make sensitivity-cases`` (``SAMPLES=200`` by default): every parameter of the model and every weight of the
atlas whose basis is judgement is drawn uniformly from its range, all at once and independently, from a fixed seed.
"""

from __future__ import annotations

import sys
from random import Random
from typing import TYPE_CHECKING

from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.errors import TableError
from nktlib.model.model import load_model
from tests.claims import CLAIMS, case
from tests.planted import mean_posterior

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.tables.parameters import Parameters

PLANTED_SESSIONS = 12
PLANTED_EVERY = 10
"""The planted compensator takes as long as all six cases, so only every tenth draw looks at it."""


def draw(parameters: Parameters, random: Random) -> Mapping[str, float]:
    """Values for the judged parameters, each from its range."""
    judged = [parameter for parameter in parameters.rows.values() if parameter.basis == "judgement"]
    return {parameter.name: random.uniform(parameter.low, parameter.high) for parameter in judged}


def draw_both(atlas: Atlas, model: Model, random: Random) -> tuple[Atlas, Model]:
    """An atlas and a model of drawn numbers; draws that break a condition of the model are drawn again."""
    while True:
        try:
            return atlas.replace(draw(atlas.tables.weights, random)), model.replace(draw(model.parameters, random))
        except TableError:
            continue


def main(samples: int = 200, seed: int = 1) -> None:
    """Print a table: case, claim, how often it held."""
    random, shipped_atlas, shipped_model = Random(seed), load_atlas(), load_model()
    sessions = {name: case(name) for name in CLAIMS}
    held = dict.fromkeys(CLAIMS, 0)
    planted: list[float] = []
    for number in range(samples):
        atlas, model = draw_both(shipped_atlas, shipped_model, random)
        for name, (_text, holds) in CLAIMS.items():
            held[name] += holds(score(sessions[name], atlas, model))
        if number % PLANTED_EVERY == 0:
            planted.append(mean_posterior(PLANTED_SESSIONS, model, seed=number + 1))
    judged = len(draw(shipped_atlas.tables.weights, random)) + len(draw(shipped_model.parameters, random))
    print(f"{judged} judged numbers, {samples} joint draws from their ranges")
    for name, (text, _holds) in CLAIMS.items():
        print(f"{name}  {held[name] / samples:4.0%}  {text}")
    reached = sum(mean >= 0.5 for mean in planted) / len(planted)
    print(f"planted  {reached:4.0%}  mean posterior of a planted compensator at least 0.5 ({len(planted)} draws)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
