"""A clinic's tool, as its author would type it."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import nktlib
from nktlib import (
    AmbiguousName,
    Assessment,
    Atlas,
    Entity,
    Fault,
    Finding,
    Link,
    Model,
    Muscle,
    NktError,
    Session,
    SessionError,
    UnknownName,
    load_atlas,
    load_model,
    read_session,
    score,
    write_session,
)


def faults_of(path: Path) -> tuple[Fault, ...]:
    try:
        session = read_session(path, atlas=load_atlas())
    except SessionError as error:
        return error.faults
    return session.warnings


def places(faults: tuple[Fault, ...]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for fault in faults:
        if fault.row is not None:
            found.setdefault(fault.row, []).append(f"{fault.column or ''} {fault.code} {' '.join(fault.suggestions)}")
    return found


def assess(rows: list[dict[str, object]], model: Model | None = None) -> Assessment:
    session = Session.from_records(rows, meta={"title": "a visit"})
    return score(session, atlas=load_atlas(), model=model)


def leading(result: Assessment) -> tuple[str, float]:
    cause = result.causes[0]
    assert_type(cause.id, str)
    assert_type(cause.probability, float)
    assert_type(result.levels["soleus_l"], tuple[float, float, float])
    assert_type(result.inhibited["soleus_l"], float)
    assert_type(result.log_bayes_factor, float)
    assert_type(result.provenance.atlas_digest, str)
    assert_type([flag.source for flag in result.flags], list[tuple[str, ...]])
    assert_type([(link.compensator, link.grade) for link in result.links], list[tuple[str, str]])
    return cause.id, cause.probability


def explore(atlas: Atlas, name: str) -> str:
    try:
        nodes = atlas.resolve(name)
        entity = atlas.lookup(name)
    except AmbiguousName as error:
        return f"one of {', '.join(error.suggestions)}"
    except UnknownName as error:
        return f"{error.name}? {error.suggestions}"
    assert_type(nodes, tuple[str, ...])
    assert_type(entity, Entity)
    assert_type(atlas.synergists(nodes[0]), tuple[str, ...])
    assert_type(atlas.antagonists(nodes[0], action="hip extension"), tuple[str, ...])
    assert_type(atlas.compensators(nodes[0]), tuple[Link, ...])
    assert_type(atlas.muscles["soleus"], Muscle)
    assert_type(atlas.search("glut"), tuple[Entity, ...])
    return f"{entity.kind} {entity.id} {entity.side or ''}"


def outcomes(session: Session) -> dict[str, str]:
    findings: tuple[Finding, ...] = session.baseline()
    pain = [finding.pain for finding in findings]
    assert_type(pain, list[bool | None])
    return {finding.site: finding.outcome for finding in findings}


def main(folder: Path) -> int:
    rows: list[dict[str, object]] = [{"kind": "strength", "site": "soleus", "side": "left", "outcome": "weak"}]
    try:
        result = assess(rows, load_model().replace(prior__local=0.02))
        write_session(Session.from_records(rows), folder / "visit.json")
    except NktError as error:
        print(error)
        return 1
    print(
        nktlib.__version__,
        leading(result),
        result.to_dict()["format"],
        str(result),
        places(faults_of(folder / "visit.json")),
    )
    print(explore(load_atlas(), "L soleus"), outcomes(read_session(folder / "visit.json").of_visit(None)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path.cwd()))
