"""The stated counts that priors are divided by are those of the shipped atlas."""

from __future__ import annotations

import pytest

from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model

ATLAS, MODEL = load_atlas(), load_model()
REGIONS = sorted({muscle.region for muscle in ATLAS.muscles.values() if not muscle.parts})


def test_the_shares_of_the_regions_add_up() -> None:
    assert sum(MODEL[f"region.{region}.share"] for region in REGIONS) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("region", REGIONS)
def test_the_muscles_of_a_region_are_weighed(region: str) -> None:
    """Parts of one muscle share its weight; a muscle that is not tested, or that few people have, weighs less."""
    weight = 0.0
    for muscle in ATLAS.muscles.values():
        if muscle.region == region and not muscle.parts:
            one = MODEL["presence.unknown"] if muscle.presence is None else muscle.presence
            one *= 1 if muscle.tested else MODEL["prior.untested"]
            weight += one / (len(ATLAS.muscles[muscle.whole].parts) if muscle.whole else 1)
    assert MODEL[f"region.{region}.muscles"] == pytest.approx(weight, rel=0.001)


def test_the_structures_are_counted() -> None:
    assert MODEL["prior.structures"] == len(ATLAS.tables.structures)
