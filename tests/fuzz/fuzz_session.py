"""Coverage-guided fuzzing of reading sessions: nothing but SessionError, within bounded time and memory.

`make fuzz` runs this for SECONDS. It begins with the shipped sessions and the wrong ones of the tests. Every input is
read as CSV and as JSON, one of four with its names looked up; what reads is written in both formats and must read back
equal.
An input that fails is left in the current folder as `crash-...`, `timeout-...` or `oom-...`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["nktlib.sessions", "nktlib.vocab", "nktlib.errors"]):
    from nktlib import vocab
    from nktlib.atlas.load import load_atlas
    from nktlib.errors import SessionError
    from nktlib.sessions import names, resolve  # noqa: F401 - loaded here, so that they are instrumented
    from nktlib.sessions.codes import CODES
    from nktlib.sessions.finding import Session
    from nktlib.sessions.read import Kind, inspect_bytes, inspect_text
    from nktlib.sessions.write import session_text
from nktlib.tables.place import data_directory
from tests.sessions.wrong import WRONG

SEED_LIMIT = 4096
SECONDS_PER_INPUT = 10
MEGABYTES = 1024
FORMATS: tuple[Kind, Kind] = ("csv", "json")
WITH_NAMES = 4


def try_one(content: bytes) -> None:
    """Read one input in every way; whatever is not as it should be raises something else than SessionError."""
    atlas = load_atlas() if content and content[-1] % WITH_NAMES == 0 else None
    for kind in FORMATS:
        reading = inspect_bytes(content, kind, atlas=atlas)
        shown = [str(one) for one in (*reading.faults, *reading.warnings)]
        assert all(len(text) < 2_000 for text in shown), max(shown, key=len)
        assert {one.code for one in (*reading.faults, *reading.warnings)} <= set(CODES)
        try:
            session = reading.session()
        except SessionError:
            continue
        assert repr(session)
        assert Session.from_records(session.records(), meta=dict(session.meta)) == session
        for form in FORMATS:
            again = inspect_text(session_text(session, form), form)
            assert not again.faults, [str(one) for one in again.faults]
            assert again.session() == session


def seeds() -> list[bytes]:
    paths = sorted((data_directory() / "sessions").rglob("*.csv"))
    contents = [path.read_bytes() for path in paths]
    contents += [session_text(inspect_bytes(content, "csv").session(), "json").encode() for content in contents]
    return [content for content in (*contents, *(case.content for case in WRONG)) if len(content) <= SEED_LIMIT]


def words() -> set[str]:
    outcomes = {word for words in vocab.OUTCOMES.values() for word in words}
    other = {"#meta", "sep=;", '{"format":"nktlib-session/1","findings":[', "everything else", "R glute max", "04-May"}
    return {*vocab.COLUMNS, *vocab.KINDS, *vocab.SIDES, *vocab.STIMULI, *vocab.READS, *vocab.STEPS, *outcomes, *other}


def run(seconds: int) -> int:
    """Fuzz in a process of its own, since a fuzzer ends its process; the exit status is 0 if nothing was found."""
    with TemporaryDirectory(prefix="nktlib-fuzz-") as folder:
        corpus = Path(folder, "seeds")
        corpus.mkdir()
        for number, content in enumerate(seeds()):
            (corpus / str(number)).write_bytes(content)
        dictionary = Path(folder, "words.txt")
        quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in sorted(words()))
        dictionary.write_text("".join(f'"{word}"\n' for word in quoted))
        bounds = [f"-max_total_time={seconds}", f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}"]
        options = [f"-dict={dictionary}", f"-max_len={SEED_LIMIT}", "-verbosity=1", "-print_final_stats=1", *bounds]
        return subprocess.run(
            [sys.executable, "-m", "tests.fuzz.fuzz_session", corpus, *options], check=False
        ).returncode


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].isdigit():
        sys.exit(run(int(sys.argv[1])))
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
