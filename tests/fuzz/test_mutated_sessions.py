"""The quick part of fuzzing: sessions that are damaged in a few places give findings or SessionError, nothing else."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from nktlib.atlas.load import load_atlas
from nktlib.errors import SessionError
from nktlib.sessions.codes import CODES
from nktlib.sessions.read import Kind, inspect_bytes, parse_session
from nktlib.sessions.write import session_text
from nktlib.tables.place import data_directory
from tests.sessions.wrong import WRONG

TABLES = [path.read_bytes() for path in sorted((data_directory() / "sessions").rglob("*.csv"))]
DOCUMENTS = [session_text(parse_session(table.decode(), "csv"), "json").encode() for table in TABLES]
ODD = [case.content for case in WRONG if len(case.content) < 5_000]
PIECES = [
    b",",
    b";",
    b"\t",
    b'"',
    b"\n",
    b"\r",
    b"\x00",
    b"\xff",
    b"#meta,",
    b"sep=;\n",
    b"[",
    b"}",
    b'"kind":',
    b"=1+1",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    content = draw(st.sampled_from([*TABLES, *DOCUMENTS, *ODD]))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 8)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(content[start : start + 200]))
        content = content[:start] + piece + content[end:]
    return content


@given(damaged(), st.sampled_from(["csv", "json"]), st.booleans())
@settings(deadline=2_000)
def test_damage_is_reported(content: bytes, kind: Kind, with_names: bool) -> None:
    reading = inspect_bytes(content, kind, atlas=load_atlas() if with_names else None)
    assert {one.code for one in (*reading.faults, *reading.warnings)} <= set(CODES)
    assert all(len(str(one)) < 2_000 for one in (*reading.faults, *reading.warnings))
    with suppress(SessionError):
        assert len(reading.session().findings) == len(reading.findings)
