# ruff: noqa: INP001 - the worker runs this text; it belongs to no package
"""What the page of live scoring asks of the library: text in, JSON out. It runs under Pyodide, in a Web Worker.

Findings come and go as rows of cells, as a person writes them. Whatever is decided about them is decided by nktlib.
"""

from __future__ import annotations

import json
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from nktlib import vocab
from nktlib.assessment.next_tests import proposing
from nktlib.assessment.score import score as score_session
from nktlib.atlas.load import load_atlas
from nktlib.errors import SessionError, UnknownName
from nktlib.sessions import resolve
from nktlib.sessions.document import read_document
from nktlib.sessions.read import KINDS, inspect_bytes
from nktlib.sessions.reading import Source, read_source
from nktlib.sessions.table import read_table_text
from nktlib.sessions.write import write_session
from nktlib.tables.place import data_directory
from nktlib.tables.sources import UNREAD, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nktlib.assessment.next_tests import Progress
    from nktlib.assessment.result import Assessment
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Session
    from nktlib.sessions.reading import Reading

ATLAS = load_atlas()
OWN_WORDS = "everything else"
VERDICT = "Compensation against none"
"""How the line of a printed result begins that gives the Bayes factor in words."""
asked: list[Assessment] = []
"""The last result, for the questions that come after it."""
looking: list[Iterator[Progress]] = []
"""The search for further tests, as far as it has gone."""
MOMENT = 0.3
"""Seconds that a search goes on before other questions get their turn."""


def vocabulary() -> str:
    """Every word of a closed vocabulary, every column's meaning, and every name of the atlas for completion."""
    return json.dumps(
        {
            "columns": [{"name": name, "meaning": vocab.COLUMN_MEANINGS[name]} for name in vocab.COLUMNS],
            "kinds": vocab.KINDS,
            "sides": vocab.SIDES,
            "outcomes": {**vocab.OUTCOMES, "strength": [*vocab.OUTCOMES["strength"], *vocab.GRADES]},
            "stimuli": vocab.STIMULI,
            "placed": sorted(vocab.STIMULI_WITH_PLACE),
            "unscored": sorted(vocab.STIMULI_RECORDED_ONLY),
            "reads": vocab.READS,
            "steps": vocab.STEPS,
            "sites": resolve.KINDS_OF_SITE,
            "on": resolve.KINDS_OF_STIMULUS_SITE,
            "things": list(_things()),
            "own": OWN_WORDS,
            "files": list(KINDS),
        }
    )


def _things() -> Iterable[dict[str, Any]]:
    """Everything that can be a site: its kind, the words that name it for sure, and all that it is called."""
    called: dict[tuple[str, str], list[str]] = {}
    for labels in ATLAS.names._in_full.values():  # noqa: SLF001 - nothing else lists the names of everything
        for label in labels:
            called.setdefault((label.kind, label.id), []).append(label.text)
    for (kind, identifier), texts in called.items():
        words = list(dict.fromkeys(text.replace("_", " ") for text in texts))
        yield {"kind": kind, "id": identifier, "text": _sure(kind, identifier, words), "names": words}


def _sure(kind: str, identifier: str, words: list[str]) -> str:
    """The first of its names that means it among things of its kind."""
    for word in words:
        try:
            if ATLAS.names.find(word, (kind,)).id == identifier:
                return word
        except UnknownName:
            continue
    return identifier


def read(name: str, content: Any) -> str:  # noqa: ANN401 - bytes, or what Pyodide makes of a typed array
    """Read a file: its rows as they are, its faults beside them, and what is said about the session as a whole."""
    data = content.to_bytes() if hasattr(content, "to_bytes") else bytes(content)
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        return json.dumps({"rows": [], "meta": {}, "faults": [_fault("S110", "the file is of another type", name)]})
    reading = inspect_bytes(data, kind)
    if not reading.faults:
        rows = [one.record() for one in reading.findings]
        return json.dumps({"rows": [_texts(row) for row in rows], "meta": dict(reading.meta), "faults": []})
    # Something is wrong: the cells as they stand in the file, so that they can be mended here.
    text = data.decode("utf-8", errors="replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    source = (read_document if kind == "json" else read_table_text)(text, [])
    kept = [record for _row, record in source.records if isinstance(record, dict)]
    # Faults of cells are found anew, at the rows of the form; those of the file stay.
    of_file = [_plain(one) for one in reading.faults if one.code.startswith("S1")]
    return json.dumps({"rows": [_texts(row) for row in kept], "meta": dict(source.meta), "faults": of_file})


def _fault(code: str, message: str, found: str) -> dict[str, Any]:
    return {"code": code, "message": message, "row": None, "column": None, "found": found, "suggestions": []}


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    """Cells as a person writes them; blank ones are left out."""
    words = {str(column): _text(cell) for column, cell in row.items()}
    return {column: word for column, word in words.items() if word}


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


def _plain(one: Fault) -> dict[str, Any]:
    return {
        "code": one.code,
        "message": one.message,
        "row": one.row,
        "column": one.column,
        "found": one.found,
        "expected": one.expected,
        "suggestions": one.suggestions,
    }


def _reading(text: str) -> Reading:
    """Read rows of the form; rows count from 1."""
    document = json.loads(text)
    source = Source(records=enumerate(document["rows"], start=1), meta=tuple(sorted(document["meta"].items())))
    return read_source(source, ATLAS)


def check(text: str) -> str:
    """List every fault and every warning of the rows."""
    reading = _reading(text)
    return json.dumps({"faults": list(map(_plain, reading.faults)), "warnings": list(map(_plain, reading.warnings))})


def score(text: str, visit: str | None = None) -> str:
    """Score the rows: the assessment, with floats at full length, words for its identifiers and its sources."""
    reading = _reading(text)
    warnings = list(map(_plain, reading.warnings))
    try:
        session = reading.session()
        visits = session.visits
        if len(visits) > 1:
            session = session.of_visit(visit if visit in visits else visits[0])
        result = score_session(session, ATLAS)
    except SessionError as error:
        return json.dumps({"faults": list(map(_plain, error.faults)), "warnings": warnings})
    asked[:] = [result]
    looking.clear()
    return json.dumps(
        {
            "faults": [],
            "warnings": warnings,
            "visits": [visit or "" for visit in visits],
            "visit": session.visits[0] if session.visits else None,
            "result": result.to_dict(),
            "raw": _raw(result),
            "names": dict(result.names),
            "text": str(result),
            "verdict": next(line for line in str(result).splitlines() if line.startswith(VERDICT)),
            "scored": _scored(session),
            "sources": _sources(result),
        }
    )


def _raw(result: Assessment) -> dict[str, Any]:
    """The numbers of a result as `repr` writes them, which reads back to the same bits."""
    return {
        "log_evidence": repr(result.log_evidence),
        "log_bayes_factor": repr(result.log_bayes_factor),
        "causes": {cause.id: repr(cause.probability) for cause in result.causes},
        "links": {f"{link.compensator} > {link.inhibited}": repr(link.probability) for link in result.links},
        "levels": {node: list(map(repr, levels)) for node, levels in result.levels.items()},
        "examiner": {name: repr(probability) for name, probability in result.examiner.items()},
    }


def _scored(session: Session) -> list[dict[str, Any]]:
    """Which nodes each scored finding is about, for the body map."""
    found = []
    for one in resolve.resolve_session(session, ATLAS).findings:
        if one.site is None or one.site.kind not in (*resolve.MUSCLES, "structure"):
            continue
        side = None if one.site.side == resolve.UNKNOWN else one.site.side
        members = ATLAS.entity(one.site.kind, one.site.id, side).members
        found.append(
            {
                "kind": one.finding.kind,
                "site": one.finding.site,
                "outcome": one.finding.outcome,
                "weak": one.finding.kind == "strength" and resolve.is_weak(one.finding.outcome),
                "nodes": [node for node, _share in members] if one.site.side != resolve.UNKNOWN else [],
            }
        )
    return found


def _sources(result: Assessment) -> dict[str, dict[str, str]]:
    """Title and address of every source that the result names."""
    known = read_sources(data_directory() / "sources.bib")
    named = [*(link.sources for link in result.links), *(flag.source for flag in result.flags)]
    keys = {key for sources in named for key in sources}
    return {
        key: {"title": known[key].title, "site": known[key].site, "url": known[key].url}
        for key in sorted(keys - UNREAD)
        if key in known
    }


def explain(cause: str) -> str:
    """Say what speaks for and against a cause of the last result, in sentences."""
    account = asked[0].explain(cause, contrast=False)
    return json.dumps({"sentences": account.sentences, "steps": account.to_dict()["steps"]})


def next_tests() -> str:
    """Say what to test next after the last result, as far as it is known after a moment more of looking."""
    if not looking:
        looking.append(proposing(asked[0].asked.session, ATLAS))
    until = monotonic() + MOMENT
    for progress in looking[0]:
        if monotonic() > until or progress.seen == progress.total:
            break
    proposed = progress.proposed.to_dict()
    return json.dumps({**proposed, "names": _words(proposed["tests"]), "seen": progress.seen, "total": progress.total})


def _words(tests: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Names for the nodes of proposed tests."""
    found = {}
    for node in {test[key] for test in tests for key in ("site", "on") if key in test}:
        base = ATLAS.nodes[node].base
        thing = ATLAS.muscles.get(base) or ATLAS.tables.structures[base]
        side = ATLAS.nodes[node].side
        found[node] = thing.name if side == "midline" else f"{thing.name}, {side}"
    return found


def write(text: str, suffix: str) -> str:
    """Write the rows as nktlib.write_session writes them; the text of the file, or every fault."""
    try:
        session = _reading(text).session()
        file = Path("/tmp") / f"session{suffix}"  # noqa: S108 - a file in memory, of this worker alone
        write_session(session, file)
    except SessionError as error:
        return json.dumps({"faults": list(map(_plain, error.faults)), "text": ""})
    return json.dumps({"faults": [], "text": file.read_bytes().decode()})
