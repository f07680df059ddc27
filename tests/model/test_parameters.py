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
def test_the_muscles_of_a_region_are_counted(region: str) -> None:
    """Parts of one muscle count once."""
    muscles = {m.whole or m.id for m in ATLAS.muscles.values() if m.region == region and not m.parts}
    assert MODEL[f"region.{region}.muscles"] == len(muscles)


def test_the_structures_are_counted() -> None:
    assert MODEL["prior.structures"] == len(ATLAS.tables.structures)
