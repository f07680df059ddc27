"""Mistakes that a type checker must see: a comment that ignores nothing is an error itself."""

from __future__ import annotations

from pathlib import Path

import nktlib as nkt

nkt.scores  # type: ignore[attr-defined]  # noqa: B018
nkt.score("visit.csv")  # type: ignore[arg-type]
nkt.read_session(Path("visit.csv"), kind="csv")  # type: ignore[call-arg]
nkt.Session.from_records([1])  # type: ignore[list-item]


def change(finding: nkt.Finding, result: nkt.Assessment) -> None:
    finding.site = "soleus"  # type: ignore[misc]
    finding.muscle  # type: ignore[attr-defined]  # noqa: B018
    result.log_evidence = 0.0  # type: ignore[misc]
    print(result.causes[0].probability + "1")  # type: ignore[operator]
