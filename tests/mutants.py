"""Mutation testing of ``nktlib.inference``: which changes of the code does no test notice?

``make mutants`` runs mutmut (outside CI: it takes an hour or two) and fails if a mutant survives that
``tests/mutants.toml`` does not explain. ``make mutants MODULES="plan run"`` tries only these modules. In a module that
has not changed since, mutants that were killed or explained are not tried again (``make clean`` forgets them).

mutmut leaves decorated functions alone, and a result that was cached before would hide a mutant. So it works on a copy
of the code, in ``build/mutants``: there functions are not cached, and a property only calls a method with its body.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from contextlib import chdir
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
STAGE = ROOT / "build" / "mutants"
ROOM = Path("src/nktlib/inference")
LISTED = ROOT / "tests" / "mutants.toml"
CACHES, PROPERTIES = ("lru_cache", "cache"), ("property", "cached_property")
KILLED = ("killed", "timeout", "segfault")


def plain(source: str) -> str:
    """Code in which every body is that of an undecorated function."""
    lines = source.splitlines()
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.decorator_list]
    for node in sorted(found, key=lambda node: -node.lineno):
        (decorator, *others) = node.decorator_list
        name = ast.unparse(decorator).partition("(")[0]
        if others or name not in CACHES + PROPERTIES:
            continue
        first, last = decorator.lineno - 1, node.lineno - 1
        if name in PROPERTIES:
            indent = " " * node.col_offset
            head = [lines[first], *lines[last : node.body[0].lineno - 1]]
            body = lines[last].replace(f"def {node.name}", f"def _body_of_{node.name}")
            lines[first : last + 1] = [*head, f"{indent}    return self._body_of_{node.name}()", "", body]
        else:
            del lines[first:last]
    return "\n".join(lines) + "\n"


def copy(source: Path, target: Path) -> None:
    """Copy a file if it is not there as it is: mutmut looks at times."""
    content = source.read_bytes()
    if source.relative_to(ROOT).parent == ROOM:
        content = plain(content.decode()).encode()
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def stage() -> None:
    """Lay out what mutmut works on."""
    files = {path.relative_to(ROOT) for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".typed")}
    files |= {Path("tests", name) for name in ("__init__.py", "conftest.py", "mutants_profile.py")}
    for folder in ("inference", "assessment"):  # the latter has sessions that the former draw
        files |= {path.relative_to(ROOT) for path in (ROOT / "tests" / folder).glob("*.py")}
    files |= {path.relative_to(ROOT) for path in (ROOT / "data").rglob("*") if path.is_file()}
    files.add(Path("pyproject.toml"))
    for path in sorted(files):
        copy(ROOT / path, STAGE / path)
    for folder in ("src", "tests"):
        for path in (STAGE / folder).rglob("*.py"):
            if path.relative_to(STAGE) not in files:
                path.unlink()
                shutil.rmtree(STAGE / "mutants", ignore_errors=True)


def undecided(modules: list[str], listed: Explained) -> list[str]:
    """Name the mutants to try: all of a module that is new or has changed, else those neither killed nor explained."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    names: list[str] = []
    for module in modules:
        path = ROOM / f"{module}.py"
        mutated = STAGE / "mutants" / path
        data = SourceFileMutationData(path=path)
        data.load()
        if not data.meta_path.exists() or mutated.stat().st_mtime <= (STAGE / path).stat().st_mtime:
            names.append(f"nktlib.inference.{module}.*")
            continue
        for name, code in data.exit_code_by_key.items():
            if code is None or (
                status_by_exit_code[code] not in KILLED
                and not listed.covers(identity(module, name, get_diff_for_mutant(name, path=path)))
            ):
                names.append(name)
    return names


def survivors(modules: list[str]) -> Iterator[tuple[str, str]]:
    """Give the mutants that no test notices: how they stand in the list, and mutmut's name."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    for module in modules:
        data = SourceFileMutationData(path=ROOM / f"{module}.py")
        data.load()
        for name, code in data.exit_code_by_key.items():
            if status_by_exit_code[code] not in KILLED:
                yield identity(module, name, get_diff_for_mutant(name, path=data.path)), name


def identity(module: str, name: str, diff: str) -> str:
    """Say which mutant it is by what it changes, so that it stays the same when others come and go."""
    function = name.rpartition(".")[2].partition("__mutmut_")[0].removeprefix("x_").removeprefix("xǁ")
    changed = [line for line in diff.splitlines() if line[:1] in "-+" and line[:3] not in ("---", "+++")]
    old, new = (" ".join(line[1:].strip() for line in changed if line[0] == sign) for sign in "-+")
    return f"{module}.{function.replace('ǁ', '.').replace('_body_of_', '')}: {old} -> {new}"


class Explained:
    """The list: why some mutants may live."""

    def __init__(self) -> None:
        with LISTED.open("rb") as file:
            listed = tomllib.load(file)
        self.mutants = {mutant: one["reason"] for one in listed["survivors"] for mutant in one["mutants"]}
        self.rules = [(one["old"], new, one.get("call", "")) for one in listed["rules"] for new in one["new"]]
        """What may be put in another's place anywhere, or only in the arguments of a call."""

    def covers(self, mutant: str) -> bool:
        """Whether a mutant is in the list or comes from a rule."""
        if mutant in self.mutants:
            return True
        old, _arrow, new = mutant.partition(": ")[2].partition(" -> ")
        return any(
            old[:place] + after + old[place + len(before) :] == new
            for before, after, call in self.rules
            for place in range(len(old))
            if old.startswith(before, place) and is_argument(old[:place], call)
        )


def is_argument(before: str, call: str) -> bool:
    """Whether what comes after some text is an argument of a call, perhaps in a tuple, or none is asked for."""
    depth = 0
    for place in reversed(range(len(before))):
        depth += (before[place] in ")]}") - (before[place] in "([{")
        if depth < 0:
            if before[:place].endswith(call):
                return True
            if before[:place][-1:].isidentifier():
                return False  # an argument of another call
            depth = 0
    return not call


def main(modules: list[str]) -> int:
    """Run mutmut on some modules, or on all, and hold what survives against the list."""
    whole = not modules
    stage()
    modules = modules or sorted(path.stem for path in (ROOT / ROOM).glob("*.py") if path.stem != "__init__")
    listed = Explained()
    with chdir(STAGE):
        names = undecided(modules, listed)
        if names:
            mutmut = Path(sys.executable).with_name("mutmut")
            command: list[str | Path] = [mutmut, "run", "--max-children", os.environ.get("CHILDREN", "1"), *names]
            environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
            subprocess.run(command, check=True, env=environment)
        found = dict(survivors(modules))
    unexplained = [mutant for mutant in found if not listed.covers(mutant)]
    for mutant in unexplained:
        print(f"{mutant}\n    {found[mutant]}")
    gone = [
        mutant for mutant in listed.mutants if mutant not in found and (whole or mutant.partition(".")[0] in modules)
    ]
    for mutant in gone:
        print(f"listed, but does not survive: {mutant}")
    print(f"{len(found)} mutants survive, {len(unexplained)} of them unexplained")
    return bool(unexplained)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
