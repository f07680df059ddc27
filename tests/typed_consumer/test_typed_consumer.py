"""The typed consumer passes mypy strict and pyright against the built wheel, and runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.wheel.run import build, install

PROJECT = Path(__file__).parent / "project"


@pytest.mark.slow
def test_the_consumer_is_typed_and_runs(tmp_path: Path) -> None:
    caller = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON") and key != "VIRTUAL_ENV"}
    programs = install(build(tmp_path, caller), tmp_path, caller)
    project = shutil.copytree(PROJECT, tmp_path / "project")
    python = str(programs / "python")
    tools = Path(sys.executable).parent
    caller["PYRIGHT_PYTHON_IGNORE_WARNINGS"] = "1"
    commands: list[list[str | Path]] = [
        [tools / "mypy", "--python-executable", python, "--no-incremental"],
        [tools / "pyright", "--pythonpath", python],
        [python, "-I", "consumer.py"],
    ]
    for command in commands:
        done = subprocess.run(command, cwd=project, env=caller, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "soleus" in done.stdout
