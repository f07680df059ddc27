"""Build the sdist, from it the wheel, and try the wheel in an empty environment where the repository is out of reach.

`make wheel-test` runs this. All happens in a temporary directory that is removed afterwards.
"""

from __future__ import annotations

import email
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = {"attrs", "networkx", "numpy"}
CASE = "n01"
EXPECTED = "C7"

LOCATE = f"""
import importlib.resources, nktlib
print(nktlib.__file__)
print(importlib.resources.files("nktlib") / "data" / "sessions" / "{CASE}.csv")
"""


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> str:
    """Run a command to its end; what it printed, or an end to this test with all that it said."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"wheel test: exit status {done.returncode} from {' '.join(words)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def expect(*, holds: bool, message: str) -> None:
    if not holds:
        sys.exit(f"wheel test: {message}")


def build(target: Path, env: dict[str, str]) -> Path:
    """Build as a release does: the wheel comes from the sdist, so a table missing there is missing here."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, ROOT, cwd=target, env=env)
    (sdist,) = target.glob("*.tar.gz")
    (wheel,) = target.glob("*.whl")
    tables = {f"data/{path.relative_to(ROOT / 'data').as_posix()}" for path in files(ROOT / "data")}
    with tarfile.open(sdist) as archive:
        shipped = {name.partition("/")[2] for name in archive.getnames()}
    expect(holds=tables <= shipped, message=f"the sdist lacks {sorted(tables - shipped)}")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        requires = email.message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    # The scripts that compute tables stay in the sdist.
    wanted = {f"nktlib/{table}" for table in tables if not table.startswith("data/build/")} | {"nktlib/py.typed"}
    expect(holds=wanted <= names, message=f"the wheel lacks {sorted(wanted - names)}")
    needs = {re.split(r"[^\w.-]", line)[0] for line in requires if "extra ==" not in line}
    expect(holds=needs == CORE, message=f"the wheel needs {sorted(needs)}, not {sorted(CORE)}")
    return wheel


def files(folder: Path) -> list[Path]:
    """All files but hidden ones and what Python leaves beside a script that a test ran."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if not path.name.startswith(".") and path.suffix != ".pyc"]


def install(wheel: Path, home: Path, env: dict[str, str]) -> Path:
    """Install the wheel by its own metadata, at the versions of the lock; where its programs stand."""
    lock = (ROOT / "requirements-core.txt").read_text(encoding="utf-8")
    versions = home / "versions.txt"
    versions.write_text("\n".join(re.findall(r"^[^\s#]+==[^\\\n]+", lock, re.MULTILINE)) + "\n", encoding="utf-8")
    environment = home / "env"
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "-c", versions, wheel, cwd=home, env=env)
    return programs


def try_out(programs: Path, home: Path) -> None:
    """Score a packaged case with nothing of the caller's environment left but the path to the system's programs."""
    bare = {"PATH": os.defpath, "HOME": str(home), "LANG": "C.UTF-8"}
    bare |= {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR", "TEMP", "TMP") if name in os.environ}
    where = run(programs / "python", "-I", "-c", LOCATE, cwd=home, env=bare).split("\n")
    module, case = (Path(line).resolve() for line in where[:2])
    expect(holds=module.is_relative_to(home), message=f"nktlib was imported from {module}")
    expect(holds=case.is_relative_to(home), message=f"the case was found at {case}")
    said = run(programs / "nktlib", "score", case, cwd=home, env=bare)
    expect(holds=EXPECTED in said, message=f"the score of {CASE} does not name {EXPECTED}:\n{said}")
    everything = run(programs / "nktlib", "score", case, "--format", "json", cwd=home, env=bare)
    expect(holds=isinstance(json.loads(everything), dict), message="--format json did not print an object")
    expect(holds=EXPECTED.lower() in everything.lower(), message=f"the JSON does not name {EXPECTED}")


def main() -> None:
    caller = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON") and key != "VIRTUAL_ENV"}
    with tempfile.TemporaryDirectory(prefix="nktlib-wheel-") as name:
        home = Path(name).resolve()
        expect(holds=not home.is_relative_to(ROOT), message=f"{home} is inside the repository")
        wheel = build(home, caller)
        try_out(install(wheel, home, caller), home)
    print(f"wheel test: {wheel.name} scores {CASE} in an empty environment, as text and as JSON")


if __name__ == "__main__":
    main()
