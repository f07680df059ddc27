"""nktlib: ranked, explained causes behind a set of manual muscle tests.

>>> import nktlib as nkt
>>> result = nkt.score(nkt.Session.from_records([
...     {"kind": "strength", "site": "glute max", "side": "right", "outcome": "weak"},
... ]))

Nothing that comes out of it is a diagnosis. Names are loaded when first used: ``import nktlib`` loads neither numpy nor
networkx.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nktlib.assessment.account import Account, Explanation
    from nktlib.assessment.hindsight import Contribution
    from nktlib.assessment.many import score_many
    from nktlib.assessment.next_tests import next_tests
    from nktlib.assessment.proposals import NextTest, NextTests
    from nktlib.assessment.result import Assessment, CausePosterior, Flag, LinkPosterior, Provenance
    from nktlib.assessment.score import score
    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Entity, Muscle
    from nktlib.atlas.links import Link
    from nktlib.atlas.load import load_atlas
    from nktlib.errors import AmbiguousName, Fault, NktError, SessionError, TableError, TooComplex, UnknownName
    from nktlib.model.model import Model, load_model
    from nktlib.sessions.finding import Finding, Session
    from nktlib.sessions.read import read_session
    from nktlib.sessions.write import write_session

_HOMES = {
    "Account": "assessment.account",
    "AmbiguousName": "errors",
    "Assessment": "assessment.result",
    "Atlas": "atlas.atlas",
    "CausePosterior": "assessment.result",
    "Contribution": "assessment.hindsight",
    "Entity": "atlas.entities",
    "Explanation": "assessment.account",
    "Fault": "errors",
    "Finding": "sessions.finding",
    "Flag": "assessment.result",
    "Link": "atlas.links",
    "LinkPosterior": "assessment.result",
    "Model": "model.model",
    "Muscle": "atlas.entities",
    "NextTest": "assessment.proposals",
    "NextTests": "assessment.proposals",
    "NktError": "errors",
    "Provenance": "assessment.result",
    "Session": "sessions.finding",
    "SessionError": "errors",
    "TableError": "errors",
    "TooComplex": "errors",
    "UnknownName": "errors",
    "load_atlas": "atlas.load",
    "load_model": "model.model",
    "next_tests": "assessment.next_tests",
    "read_session": "sessions.read",
    "score": "assessment.score",
    "score_many": "assessment.many",
    "write_session": "sessions.write",
}

__all__ = [
    "Account",
    "AmbiguousName",
    "Assessment",
    "Atlas",
    "CausePosterior",
    "Contribution",
    "Entity",
    "Explanation",
    "Fault",
    "Finding",
    "Flag",
    "Link",
    "LinkPosterior",
    "Model",
    "Muscle",
    "NextTest",
    "NextTests",
    "NktError",
    "Provenance",
    "Session",
    "SessionError",
    "TableError",
    "TooComplex",
    "UnknownName",
    "__version__",
    "load_atlas",
    "load_model",
    "next_tests",
    "read_session",
    "score",
    "score_many",
    "write_session",
]


if not TYPE_CHECKING:  # a type checker that saw it would take any name for one of ours

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version

            return version("nktlib")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"nktlib.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    __version__: str
