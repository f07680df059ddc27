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
    from collections.abc import Sequence

    from nktlib.assessment.result import Assessment
    from nktlib.atlas.atlas import Atlas

DONE, INPUT_WRONG = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; ``arguments`` default to those of the process. Returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except FaultsError as error:
        for fault in error.faults:
            print(f"{getattr(options, 'file', 'nktlib')}: {fault}", file=sys.stderr)
        many = "1 fault" if len(error.faults) == 1 else f"{len(error.faults)} faults"
        print(f"{many}, nothing was done", file=sys.stderr)
    except NktError as error:
        print(f"nktlib: {error}", file=sys.stderr)
    except OSError as error:
        print(f"nktlib: {error.filename}: {error.strerror}", file=sys.stderr)
    return INPUT_WRONG


def _parser() -> argparse.ArgumentParser:
    from importlib.metadata import version

    parser = argparse.ArgumentParser(prog="nktlib", description="Ranked causes behind a set of manual muscle tests.")
    parser.add_argument("--version", action="version", version=f"nktlib {version('nktlib')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    score = commands.add_parser("score", help="score a session and print the most probable causes")
    score.add_argument("file", metavar="FILE", help="a session, .csv or .json")
    score.add_argument("--format", choices=("text", "json", "csv"), default="text", help="default: text")
    score.set_defaults(run=_score)
    muscle = commands.add_parser("muscle", help="print what the atlas knows of a muscle")
    muscle.add_argument("name", metavar="NAME", nargs="+", help='as people write it: "R glute max"')
    muscle.set_defaults(run=_muscle)
    return parser


def _score(options: argparse.Namespace) -> int:
    from nktlib.assessment.score import score
    from nktlib.atlas.load import load_atlas
    from nktlib.sessions.read import read_session

    atlas = load_atlas()
    session = read_session(options.file, atlas=atlas)
    for warning in session.warnings:
        print(f"{options.file}: warning: {warning}", file=sys.stderr)
    _print(score(session, atlas), options.format)
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


def _muscle(options: argparse.Namespace) -> int:
    from nktlib.atlas.describe import describe_muscle
    from nktlib.atlas.load import load_atlas

    atlas: Atlas = load_atlas()
    print(describe_muscle(atlas, " ".join(options.name)))
    return DONE
