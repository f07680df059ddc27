"""What live scoring unpacks in the browser: the wheels of nktlib and attrs, and the sessions that can be opened there.

Nothing is fetched: nktlib's wheel is built by its own build backend, and that of attrs is packed anew from the files
that are installed. networkx and numpy stay away; scoring needs neither.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hatchling.builders.wheel import WheelBuilder

from nktlib.sessions.read import read_session
from nktlib.sessions.resolve import is_weak
from nktlib.tables.place import data_directory

ROOT = Path(__file__).parents[3]
DEPENDENCY: Final = "attrs"
MADE_BY_INSTALLING: Final = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json")
TIMESTAMP: Final = (2020, 2, 2, 0, 0, 0)
"""The same for every file, as hatchling writes it: the same files make the same wheel."""
LONGEST: Final = 3
"""Weak tests that the title of a session names."""

PUBLISHED: Final = "Published cases"
INVENTED: Final = "Invented, to try the form"


def write(folder: Path) -> None:
    """Write ``wheels/`` and ``sessions/``, each with an ``index.json``."""
    wheels, sessions = folder / "wheels", folder / "sessions"
    for place in (wheels, sessions):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    built = [_repack(distribution(DEPENDENCY), wheels), _build(wheels)]
    _write_index(wheels, [{"file": wheel.name, "bytes": wheel.stat().st_size} for wheel in built])
    _write_index(sessions, _copy_sessions(data_directory() / "sessions", sessions))


def _build(folder: Path) -> Path:
    """Build nktlib's wheel as a release does."""
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def _repack(installed: Distribution, folder: Path) -> Path:
    """Make a wheel of an installed distribution, which has to be of Python files alone."""
    wheel = installed.read_text("WHEEL") or ""
    if "Root-Is-Purelib: true" not in wheel or "Tag: py3-none-any" not in wheel:
        raise ValueError(f"{installed.name} is not of Python files alone, so it cannot run in a browser")
    files = [
        file
        for file in installed.files or ()
        if ".." not in file.parts and "__pycache__" not in file.parts and file.name not in MADE_BY_INSTALLING
    ]
    stem = f"{installed.name}-{installed.version}"
    path = folder / f"{stem}-py3-none-any.whl"
    record = []
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(files):
            content = file.read_binary()
            archive.writestr(_entry(str(file)), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{file},sha256={digest},{len(content)}\n")
        name = f"{stem}.dist-info/RECORD"
        archive.writestr(_entry(name), "".join([*record, f"{name},,\n"]))
    return path


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, TIMESTAMP)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _copy_sessions(source: Path, target: Path) -> list[dict[str, Any]]:
    """Copy the published cases, and the invented ones beside them; their titles say what tested weak."""
    rows = []
    for group, folder in ((PUBLISHED, source), (INVENTED, source / "practitioner")):
        for path in sorted(folder.glob("*.csv")):
            shutil.copyfile(path, target / path.name)
            rows.append({"file": path.name, "title": _title(path), "group": group})
    return rows


def _title(path: Path) -> str:
    findings = read_session(path).findings
    tested = [one for one in findings if one.kind == "strength" and is_weak(one.outcome)]
    weak = list(dict.fromkeys(one.site.replace("_", " ") for one in tested))
    more = " and more" if len(weak) > LONGEST else ""
    what = f"{', '.join(weak[:LONGEST])}{more} weak" if weak else "nothing weak"
    return f"{path.stem.replace('_', ' ')}: {what} ({len(findings)} findings)"


def _write_index(folder: Path, rows: list[dict[str, Any]]) -> None:
    (folder / "index.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
