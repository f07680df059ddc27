"""The command line: thin, so that everything it does can be done from Python.

Exit status 0: done; 1: the input is wrong (every fault is listed); 2: the call is wrong.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from nktlib.errors import FaultsError, NktError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.assessment.result import Assessment
    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Session

DONE, INPUT_WRONG = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; ``arguments`` default to those of the process. Returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
    except FaultsError as error:
        for fault in error.faults:
            print(f"{getattr(options, 'file', 'nktlib')}: {fault}", file=sys.stderr)
        print(f"{_count(error.faults, 'fault')}, nothing was done", file=sys.stderr)
    except NktError as error:
        print(f"nktlib: {error}", file=sys.stderr)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`); what Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(f"nktlib: {error.filename}: {error.strerror}", file=sys.stderr)
    else:
        return status
    return INPUT_WRONG


def _parser() -> argparse.ArgumentParser:
    from importlib.metadata import version

    parser = argparse.ArgumentParser(prog="nktlib", description="Ranked causes behind a set of manual muscle tests.")
    parser.add_argument("--version", action="version", version=f"nktlib {version('nktlib')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    score = commands.add_parser("score", help="score a session and print the most probable causes")
    score.add_argument("file", metavar="FILE", help="a session, .csv or .json")
    score.add_argument("--format", choices=("text", "json", "csv"), default="text", help="default: text")
    score.add_argument(
        "--sensitivity", action="store_true", help="say what changes of a number would change the answer"
    )
    score.add_argument("--visit", metavar="VISIT", help="which visit, where the session holds several")
    score.add_argument(
        "--max-cost",
        type=float,
        metavar="STEPS",
        help="how many steps an exact answer may take before it is sampled instead; default: 4e6, a few seconds",
    )
    score.set_defaults(run=_score, parser=score)
    following = commands.add_parser("next", help="say what to test next, and why")
    following.add_argument("file", metavar="FILE", help="a session, .csv or .json")
    following.add_argument("-k", type=int, default=10, metavar="NUMBER", help="how many tests; default: 10")
    following.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    following.add_argument("--by-posture", action="store_true", help="group what can be done in one posture")
    following.add_argument(
        "--stop-at",
        type=float,
        default=0.05,
        metavar="PROBABILITY",
        help="testing may stop where no test changes what is first with a higher probability; default: 0.05",
    )
    following.add_argument(
        "--hindsight", action="store_true", help="say what each finding of the session told instead of what may come"
    )
    following.add_argument("--visit", metavar="VISIT", help="which visit, where the session holds several")
    following.set_defaults(run=_next)
    audit = commands.add_parser("audit", help="write the network of a session for other engines: BIF, XMLBIF, UAI")
    audit.add_argument("file", metavar="FILE", help="a session, .csv or .json")
    audit.add_argument("-o", "--output", metavar="DIRECTORY", required=True, help="where the files go")
    audit.add_argument("--visit", metavar="VISIT", help="which visit, where the session holds several")
    audit.set_defaults(run=_audit)
    check = commands.add_parser(
        "check", help="list what is wrong with a session, an atlas or a model, and what to heed"
    )
    check.add_argument("file", metavar="FILE", nargs="?", help="a session, .csv or .json")
    shipped = "default: the shipped one"
    check.add_argument(
        "--atlas", metavar="DIRECTORY", nargs="?", const="", help=f"check the tables of an atlas; {shipped}"
    )
    check.add_argument("--model", metavar="TABLE", nargs="?", const="", help=f"check a table of parameters; {shipped}")
    check.set_defaults(run=_check, parser=check)
    template = commands.add_parser("template", help="write an empty session with its columns explained")
    template.add_argument("--region", metavar="REGION", help='with the standard tests of a region, such as "hip"')
    template.add_argument("-o", "--output", metavar="FILE", help="default: print it")
    template.set_defaults(run=_template)
    muscle = commands.add_parser("muscle", help="print what the atlas knows of a muscle")
    muscle.add_argument("name", metavar="NAME", nargs="+", help='as people write it: "R glute max"')
    muscle.set_defaults(run=_muscle)
    _atlas_parser(commands.add_parser("atlas", help="compare atlases, or write one in the formats of others"))
    return parser


def _atlas_parser(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    diff = commands.add_parser("diff", help="list what changed between the tables of two atlases")
    diff.add_argument("old", metavar="OLD", help="directory of tables")
    diff.add_argument("new", metavar="NEW", nargs="?", help="likewise; default: the shipped one")
    diff.set_defaults(run=_diff)
    export = commands.add_parser("export", help="write the muscle graph, or the muscles as an ontology")
    export.add_argument("--format", choices=("node-link", "graphml", "csv", "obo"), default="node-link")
    export.add_argument("--atlas", metavar="DIRECTORY", help="tables of another atlas; default: the shipped one")
    export.add_argument("-o", "--output", metavar="FILE", help="default: print it")
    export.set_defaults(run=_export)


def _score(options: argparse.Namespace) -> int:
    if options.sensitivity and options.format == "csv":
        options.parser.error("--sensitivity is written as text or json")
    from nktlib.assessment.score import score

    atlas, session = _session(options)
    result = score(session, atlas, max_cost=options.max_cost)
    if not options.sensitivity:
        _print(result, options.format)
        return DONE
    from nktlib.assessment.sensitivity import analyse

    found = analyse(session, atlas)
    if options.format == "json":
        import json

        print(json.dumps(result.to_dict() | {"sensitivity": found.to_dict()}, indent=1, ensure_ascii=False))
    else:
        _print(result, options.format)
        print()
        print(found)
    return DONE


def _session(options: argparse.Namespace) -> tuple[Atlas, Session]:
    """The session that a command is about, its warnings said."""
    from nktlib.atlas.load import load_atlas
    from nktlib.sessions.read import read_session

    atlas = load_atlas()
    session = read_session(options.file, atlas=atlas)
    if options.visit is not None:
        session = session.of_visit(options.visit)
    for warning in session.warnings:
        print(f"{options.file}: warning: {warning}", file=sys.stderr)
    return atlas, session


def _next(options: argparse.Namespace) -> int:
    atlas, session = _session(options)
    if options.hindsight:
        return _hindsight(options, atlas, session)
    from nktlib.assessment.next_tests import next_tests

    found = next_tests(session, atlas, k=options.k, stop_at=options.stop_at)
    if options.format == "json":
        import json

        print(json.dumps(found.to_dict(), indent=1, ensure_ascii=False))
    else:
        print(found.as_plan() if options.by_posture else found)
    return DONE


def _hindsight(options: argparse.Namespace, atlas: Atlas, session: Session) -> int:
    from nktlib.assessment.hindsight import contributions

    found = contributions(session, atlas)
    if options.format == "json":
        import json

        print(json.dumps([one.to_dict() for one in found], indent=1, ensure_ascii=False))
    else:
        for one in found:
            print(one)
    return DONE


def _audit(options: argparse.Namespace) -> int:
    from pathlib import Path

    from nktlib.assessment.score import score
    from nktlib.interop.audit import bif, uai, xmlbif

    atlas, session = _session(options)
    directory = Path(options.output)
    directory.mkdir(parents=True, exist_ok=True)
    for side, built in score(session, atlas).networks.items():
        model, observed = uai(built)
        texts = {".bif": bif(built), ".bifxml": xmlbif(built), ".uai": model, ".uai.evid": observed}
        for suffix, text in texts.items():
            path = directory / f"network{'_' if side else ''}{side}{suffix}"
            path.write_text(text, encoding="utf-8")
            print(path)
    return DONE


def _print(result: Assessment, form: str) -> None:
    if form == "json":
        import json

        print(json.dumps(result.to_dict(), indent=1, ensure_ascii=False))
    elif form == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        causes = result.to_dict()["causes"]
        writer.writerow(causes[0] if causes else ["id"])
        writer.writerows(cause.values() for cause in causes)
    else:
        from nktlib.assessment.text import as_text

        print(as_text(result, colour=_colour()))


def _colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _check(options: argparse.Namespace) -> int:
    if options.file is options.atlas is options.model is None:
        options.parser.error("nothing to check: name a FILE, or give --atlas or --model")
    faults: list[Fault] = []
    warnings: Sequence[Fault] = ()
    if options.atlas is not None:
        faults += _show(options.atlas or "atlas", _lint_atlas(options.atlas))
    if options.model is not None:
        faults += _show(options.model or "model", _lint_model(options.model))
    if options.file is not None:
        from nktlib.atlas.load import load_atlas
        from nktlib.sessions.read import inspect_session

        reading = inspect_session(options.file, atlas=load_atlas())
        faults += _show(options.file, reading.faults)
        warnings = _show(f"{options.file}: warning", reading.warnings)
    print(f"{_count(faults, 'fault')}, {_count(warnings, 'warning')}")
    return INPUT_WRONG if faults else DONE


def _lint_atlas(directory: str) -> Iterator[Fault]:
    from pathlib import Path

    from nktlib.atlas.lint import lint_tables
    from nktlib.atlas.load import bibliography_of
    from nktlib.tables.place import data_directory

    tables = Path(directory) if directory else data_directory() / "atlas"
    return lint_tables(tables, bibliography_of(tables))


def _lint_model(table: str) -> Sequence[Fault]:
    from nktlib.atlas.lint import lint_sources
    from nktlib.errors import TableError
    from nktlib.model.model import load_model
    from nktlib.tables.place import data_directory
    from nktlib.tables.sources import read_sources

    try:
        model = load_model(table or None)
    except TableError as error:
        return error.faults
    rows = tuple(model.parameters.rows.values())
    return tuple(lint_sources({"parameters": rows}, read_sources(data_directory() / "sources.bib")))


def _show(place: str, faults: Iterable[Fault]) -> Sequence[Fault]:
    shown = tuple(faults)
    for fault in shown:
        print(f"{place}: {fault}")
    return shown


def _count(things: Sequence[object], word: str) -> str:
    return f"1 {word}" if len(things) == 1 else f"{len(things)} {word}s"


def _template(options: argparse.Namespace) -> int:
    from pathlib import Path

    from nktlib.sessions.template import session_template

    text = session_template(options.region)
    if options.output is None:
        sys.stdout.write(text.replace("\r\n", "\n"))
    else:
        Path(options.output).write_bytes(text.encode())
    return DONE


def _diff(options: argparse.Namespace) -> int:
    from pathlib import Path

    from nktlib.atlas.diff import diff_atlases
    from nktlib.tables.place import data_directory

    new = Path(options.new) if options.new else data_directory() / "atlas"
    changes = list(diff_atlases(Path(options.old), new))
    for change in changes:
        print(change)
    print(_count(changes, "change"))
    return DONE


def _export(options: argparse.Namespace) -> int:
    from pathlib import Path

    from nktlib.atlas.load import load_atlas
    from nktlib.interop.export import export_atlas

    text = export_atlas(load_atlas(options.atlas), options.format)
    if options.output is None:
        sys.stdout.write(text)
    else:
        Path(options.output).write_text(text, encoding="utf-8")
    return DONE


def _muscle(options: argparse.Namespace) -> int:
    from nktlib.atlas.describe import describe_muscle
    from nktlib.atlas.load import load_atlas

    atlas: Atlas = load_atlas()
    print(describe_muscle(atlas, " ".join(options.name)))
    return DONE
