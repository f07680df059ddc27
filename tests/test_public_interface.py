"""The public interface: names, signatures and fields are pinned; what is returned pickles, copies and compares.

What is pinned stands in `public_interface.txt`. After a change that is meant, `python -m tests.test_public_interface`
writes it anew, and the difference is what users will meet.
"""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from attrs import Attribute, fields, has
from attrs.exceptions import FrozenInstanceError

import nktlib as nkt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PINNED = Path(__file__).with_name("public_interface.txt")
WEAK = {"kind": "strength", "site": "glute max", "side": "right", "outcome": "weak"}
SESSION = nkt.Session.from_records([WEAK, WEAK | {"site": "soleus", "note": "a"}], meta={"title": "t"})


def interface() -> Iterator[str]:
    for name in nkt.__all__:
        thing = getattr(nkt, name)
        if not inspect.isclass(thing):
            yield f"{name}{signature(thing) if callable(thing) else ''}"
            continue
        bases = ", ".join(base.__name__ for base in thing.__bases__ if base is not object)
        yield f"class {name}{f'({bases})' if bases else ''}"
        if has(thing):
            yield from (f"    {one.name}: {one.type}{default(one)}" for one in fields(thing) if one.name[0] != "_")
        elif inspect.isfunction(thing.__init__):
            yield f"    __init__{signature(thing.__init__)}"
        for attribute, value in sorted(vars(thing).items()):
            if attribute[0] == "_" or (has(thing) and attribute in {one.name for one in fields(thing)}):
                continue
            if isinstance(value, property | cached_property):
                computed: Any = value.fget if isinstance(value, property) else value.func
                yield f"    {attribute}: {inspect.signature(computed).return_annotation}"
            elif inspect.isroutine(value):
                yield f"    {attribute}{signature(getattr(value, '__func__', value))}"


def default(one: Attribute[Any]) -> str:
    return f" = {one.default!r}" if isinstance(one.default, str | int | float | tuple | None) else ""


def signature(function: Callable[..., object]) -> str:
    return str(inspect.signature(function)).replace("'", "")


def test_names_signatures_and_fields_are_as_pinned() -> None:
    assert list(interface()) == PINNED.read_text(encoding="utf-8").splitlines()


def test_every_public_thing_says_what_it_is() -> None:
    for name in nkt.__all__:
        assert name == "__version__" or getattr(nkt, name).__doc__


def test_the_package_says_that_it_is_typed() -> None:
    assert files("nktlib").joinpath("py.typed").is_file()


def test_importing_loads_neither_numpy_nor_networkx() -> None:
    program = "import sys, nktlib; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "networkx", "nktlib.atlas", "nktlib.sessions", "attrs"} & set(loaded)


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute"):
        getattr(nkt, "scores")  # noqa: B009 - a type checker knows that there is none
    assert dir(nkt) == sorted(nkt.__all__)


def copies(thing: object) -> list[Any]:
    protocols = range(2, pickle.HIGHEST_PROTOCOL + 1)
    pickled = [pickle.loads(pickle.dumps(thing, protocol)) for protocol in protocols]  # noqa: S301 - our own bytes
    return [*pickled, copy.copy(thing), copy.deepcopy(thing)]


RESULTS: dict[str, Callable[[], object]] = {
    "session": lambda: SESSION,
    "finding": lambda: SESSION.findings[0],
    "assessment": lambda: nkt.score(SESSION),
    "cause": lambda: nkt.score(SESSION).causes[0],
    "link": lambda: nkt.score(SESSION).links[0],
    "model": nkt.load_model,
    "entity": lambda: nkt.load_atlas().lookup("hamstrings"),
    "muscle": lambda: nkt.load_atlas().muscles["soleus"],
    "atlas link": lambda: nkt.load_atlas().compensators("soleus_l")[0],
    "fault": lambda: nkt.Fault("S401", "unknown name", 2, "site", "x", "y", ["z"]),
}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_results_pickle_copy_compare_and_are_frozen(make: Callable[[], object]) -> None:
    thing = make()
    for other in copies(thing):
        assert other == thing
        assert repr(other) == repr(thing)
    first = fields(type(thing))[0].name  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        setattr(thing, first, None)


def test_copies_of_an_assessment_say_the_same() -> None:
    result = nkt.score(SESSION)
    for other in copies(result):
        assert (other.to_dict(), str(other), other.inhibited) == (result.to_dict(), str(result), result.inhibited)
    assert result == nkt.score(SESSION)
    assert result != nkt.score(SESSION.mirrored())


def test_an_atlas_travels() -> None:
    atlas = nkt.load_atlas()
    assert copy.copy(atlas).tables == atlas.tables
    other = pickle.loads(pickle.dumps(atlas))  # noqa: S301 - our own bytes
    assert other.tables == atlas.tables
    assert other.version == atlas.version
    assert nkt.score(SESSION, other) == nkt.score(SESSION, atlas)


ERRORS = [
    nkt.NktError("a"),
    nkt.UnknownName("soleas", ["soleus"]),
    nkt.AmbiguousName("biceps", ["biceps brachii", "biceps femoris"]),
    nkt.SessionError([nkt.Fault("S401", "unknown name", 2, "site")]),
    nkt.TableError([nkt.Fault("T101", "x"), nkt.Fault("T102", "y")]),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_travel(error: nkt.NktError) -> None:
    assert isinstance(error, ValueError)
    for other in copies(error):
        assert type(other) is type(error)
        assert (str(other), other.args, vars(other)) == (str(error), error.args, vars(error))


if __name__ == "__main__":
    PINNED.write_text("\n".join(interface()) + "\n", encoding="utf-8")
