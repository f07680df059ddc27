"""Loading an atlas: nobody can write into what is shared, and another atlas is linted before it is used."""

from __future__ import annotations

import pickle
import shutil
from typing import TYPE_CHECKING

import pytest

import nktlib as nkt
from nktlib.atlas.load import load_atlas
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ATLAS = load_atlas()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(data_directory() / "atlas", tmp_path / "atlas")
    return tmp_path / "atlas"


@pytest.mark.parametrize("mapping", [ATLAS.muscles, ATLAS.nodes, ATLAS.tables.movements, ATLAS.tables.weights.rows])
def test_what_is_shared_cannot_be_written_into(mapping: Mapping[str, object]) -> None:
    with pytest.raises(TypeError):
        mapping["soleus"] = None  # type: ignore[index]
    assert not hasattr(mapping, "pop")
    assert dict(pickle.loads(pickle.dumps(mapping))) == dict(mapping)  # noqa: S301 - what we wrote ourselves


def test_another_atlas_scores(copied: Path) -> None:
    session = nkt.Session.from_records([{"kind": "strength", "site": "soleus", "side": "left", "outcome": "weak"}])
    assert nkt.score(session, nkt.load_atlas(copied)).causes == nkt.score(session).causes


def test_another_atlas_is_linted_first(copied: Path) -> None:
    actions = copied / "actions.csv"
    actions.write_text(actions.read_text(encoding="utf-8").replace("soleus,", "solleus,"), encoding="utf-8")
    with pytest.raises(nkt.TableError) as error:
        nkt.load_atlas(copied)
    assert {fault.found for fault in error.value.faults} >= {"solleus"}
