"""The tables are a valid data package, and its descriptor is what the code that reads them says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from nktlib.interop.datapackage import data_package
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

DATA = data_directory()


def faults(descriptor: Path) -> set[str]:
    """What frictionless finds, by kind; in a process of its own, as it changes settings of the csv module."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", str(descriptor)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert len(report["tasks"]) == len(data_package(DATA)["resources"])
    return {error["type"] for task in report["tasks"] for error in task["errors"]} | {
        error["type"] for error in report["errors"]
    }


def test_the_shipped_descriptor_is_what_the_code_says() -> None:
    assert json.loads((DATA / "datapackage.json").read_text(encoding="utf-8")) == data_package(DATA)


def test_every_field_is_described() -> None:
    for resource in data_package(DATA)["resources"]:
        assert resource["description"]
        assert all(field["description"] for field in resource["schema"]["fields"])


@pytest.mark.slow
def test_frictionless_finds_nothing() -> None:
    assert faults(DATA / "datapackage.json") == set()


@pytest.mark.slow
def test_frictionless_finds_what_is_wrong(tmp_path: Path) -> None:
    """A muscle that is nowhere, a role that is none, and the same action twice."""
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "atlas" / "actions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines += [
        "gluteus_grandis,hip_extension,prime_mover,curators,recalled,",
        "soleus,hip_extension,chief,curators,recalled,",
    ]
    lines.append(lines[1])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert faults(tmp_path / "data" / "datapackage.json") == {"foreign-key", "constraint-error", "primary-key"}
