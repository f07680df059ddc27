# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""Markdown made from the tables and registries of nktlib while the documentation is built.

A page has ``<!-- generated: parameters -->`` where the text of :func:`parameters` is to stand. Nothing here needs
Sphinx, so the tests look at the same texts.
"""

from __future__ import annotations

import csv
import pkgutil
import re
from collections import Counter
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import dictionary
import picture
from entities import indexes

import nktlib
from nktlib import vocab
from nktlib.assessment.flags import rules
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model
from nktlib.sessions.resolve import KINDS_OF_SITE
from nktlib.tables.place import data_directory
from nktlib.tables.sources import UNREAD, Source, read_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from nktlib.tables.parameters import Parameter

MARK: Final = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)

TITLES: Final[Mapping[str, str]] = {
    "class": "Examiners",
    "everything_else": "Everything else",
    "substitution": "Holding with substitution",
    "grade": "Grades",
    "challenge": "Challenges",
    "palpation": "Palpation",
    "reflex": "Reflexes",
    "sensation": "Sensation",
    "sign": "Signs",
    "pain": "Pain",
    "painful_test": "Tests that hurt",
    "root": "Spinal roots",
    "nerve": "Peripheral nerves",
    "joint": "Joints",
    "local": "The muscle itself",
    "prior": "Base rates",
    "region": "Regions",
    "history": "History",
    "flag": "Flags",
    "role": "Capacity of a movement",
    "link": "Links",
}
"""Headings for the first words of parameters' names; another first word is its own heading."""

REFERENCE: Final = (
    ("Functions", ("load_atlas", "read_session", "write_session", "load_model", "score", "next_tests")),
    ("Sessions", ("Session", "Finding")),
    ("Assessments", ("Assessment", "CausePosterior", "LinkPosterior", "Flag", "Provenance")),
    ("Questions after it", ("Explanation", "Account", "NextTests", "NextTest")),
    ("The atlas", ("Atlas", "Muscle", "Entity", "Link")),
    ("The model", ("Model",)),
    ("Errors", ("NktError", "UnknownName", "AmbiguousName", "SessionError", "TableError", "Fault")),
)
"""The order of the public names in the reference; one that is missing here comes last."""

INNER: Final[Mapping[str, str]] = {"Atlas": "motions, links, names"}
"""Members that other modules of the library use and that are not shown."""


def cell(text: object) -> str:
    """Make text safe in a cell of a table."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table; cells are Markdown already."""
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


@cache
def bibliography() -> Mapping[str, Source]:
    """Give the sources by key."""
    return read_sources(data_directory() / "sources.bib")


def cite(keys: Iterable[str]) -> str:
    """Write keys of sources, each with a link to where it was read."""
    return ", ".join(
        key if key in UNREAD or not bibliography()[key].url else f"[{key}](<{bibliography()[key].url}>)" for key in keys
    )


# Parameters and flags


def parameters() -> str:
    """Give every parameter of the model."""
    return _numbers(load_model().parameters.rows.values())


def weights() -> str:
    """Give every weight of the atlas."""
    return _numbers(load_atlas().tables.weights.rows.values())


TWELVE: Final = (
    "gluteus_maximus_r",
    "gluteus_medius_r",
    "psoas_major_r",
    "transversus_abdominis_r",
    "multifidus_lumborum_r",
    "serratus_anterior_r",
    "ascending_part_of_trapezius_r",
    "longus_capitis_r",
    "longus_colli_r",
    "rectus_femoris_r",
    "vastus_medialis_r",
    "tibialis_posterior_r",
    "supraspinatus_r",
    "pubococcygeus_r",
)
"""The muscles most talked about; two of the deep neck flexors and of the quadriceps, one of the pelvic floor."""
SHOWN: Final = 10


def twelve() -> str:
    """Give the likeliest compensators of the muscles most talked about, with their reasons."""
    atlas = load_atlas()
    parts = []
    for node in TWELVE:
        rows = [
            (
                cell(link.compensator.replace("_", " ")),
                f"{link.strength:.2f}",
                link.grade,
                "<br>".join(f"{reason.kind}: {cell(reason.text)}" for reason in link.reasons),
            )
            for link in atlas.compensators(node)[:SHOWN]
        ]
        name = atlas.muscles[atlas.nodes[node].base].name
        heading = f"{name[0].upper()}{name[1:]}, right"
        parts.append(f"## {heading}\n\n" + table(("compensator", "strength", "grade", "reasons"), rows))
    return "\n".join(parts)


def _numbers(numbers: Iterable[Parameter]) -> str:
    groups: dict[str, list[Parameter]] = {}
    for number in numbers:
        groups.setdefault(number.name.partition(".")[0], []).append(number)
    return "\n".join(f"### {TITLES.get(stem, stem)}\n\n{_group(group)}" for stem, group in groups.items())


def _group(numbers: Sequence[Parameter]) -> str:
    """Write the numbers of a group; what all the notes end with is said once, above."""
    sentences = [_sentences(one.note) for one in numbers]
    shared: list[str] = []
    while len(numbers) > MANY and len({tuple(found[-1:]) for found in sentences}) == 1 and all(map(len, sentences)):
        shared.insert(0, sentences[0][-1])
        sentences = [found[:-1] for found in sentences]
    rows = [
        (
            f"`{one.name}`",
            f"{one.value:g}",
            f"{one.low:g}{GAP}to{GAP}{one.high:g}",
            f"{one.basis},{GAP}{one.grade}",
            " ".join([*map(cell, told), *_origin(one)]),
        )
        for one, told in zip(numbers, sentences, strict=True)
    ]
    above = f"Of all of them: {cell(' '.join(shared))}\n\n" if shared else ""
    return above + table(("parameter", "value", "range", "basis", "why"), rows)


GAP: Final = "\N{NO-BREAK SPACE}"
MANY: Final = 6
"""Numbers of a group from which on a shared note is worth a line of its own."""


def _sentences(note: str) -> list[str]:
    parts = re.split(r"(?<=[a-z)%][.;]) (?=[A-Z0-9])", note.strip())
    return [part if part.endswith((".", "?")) else f"{part}." for part in parts if part]


def _origin(number: Parameter) -> list[str]:
    return [] if UNREAD.issuperset(number.sources) else [f"Source: {cite(number.sources)} ({number.checked})."]


def parameter_counts() -> str:
    """Say how many parameters are published, derived and judged."""
    rows = [*load_model().parameters.rows.values(), *load_atlas().tables.weights.rows.values()]
    counts = Counter(row.basis for row in rows)
    parts = [f"{counts[basis]} are {word}" for basis, word in BASES.items()]
    return f"Of {len(rows)} parameters, {parts[0]}, {parts[1]} and {parts[2]}."


BASES: Final = {"published": "published", "derived": "derived", "judgement": "judged"}


def flags() -> str:
    """Give the rules for flags."""
    rows = (
        (f"`{rule.code}`", cell(rule.kind.replace("_", " ")), cell(rule.title), cell(rule.reason), cite(rule.sources))
        for rule in rules().values()
    )
    return table(("code", "kind", "title", "what it says", "sources"), rows)


def signs_of_flags() -> str:
    """Say which signs raise a flag by themselves."""
    rows = (
        (f"`{rule.code}`", ", ".join(_words(sign) for sign in rule.signs)) for rule in rules().values() if rule.signs
    )
    return table(("code", "raised by a positive"), rows)


# Codes


def registries() -> Mapping[str, Mapping[str, Any]]:
    """Find every table of codes: module -> code -> title, or something with a title and an explanation."""
    found = {}
    for module in pkgutil.walk_packages(nktlib.__path__, "nktlib."):
        if not module.name.endswith("__main__"):
            codes = getattr(import_module(module.name), "CODES", None)
            if codes and all(re.fullmatch(r"[A-Z]\d{3}", code) for code in codes):
                found.setdefault(id(codes), (module.name, codes))
    return dict(found.values())


def session_codes() -> str:
    """Give what can be wrong with a session."""
    return _codes(registries()["nktlib.sessions.codes"])


def lint_codes() -> str:
    """Give what the lints of the tables find."""
    return "\n".join(_codes(codes) for name, codes in registries().items() if name != "nktlib.sessions.codes")


def _codes(codes: Mapping[str, Any]) -> str:
    if not all(hasattr(code, "explanation") for code in codes.values()):
        return table(("code", "what is wrong"), ((f"`{code}`", cell(title)) for code, title in codes.items()))
    rows = ((f"`{name}`", cell(code.title), cell(code.explanation)) for name, code in codes.items())
    return table(("code", "message", "what to do"), rows)


# Sessions


def columns() -> str:
    """Give the columns of a session."""
    words: dict[str, str] = {
        "kind": _list(vocab.KINDS),
        "side": _list(vocab.SIDES),
        "on_side": _list(vocab.SIDES),
        "outcome": "see below",
        "stimulus": "see below",
        "reads": _list(vocab.READS),
        "pain": "`yes`, `no`",
        "blinded": "`yes`, `no`",
        "step": _list(vocab.STEPS),
    }
    rows = (
        (
            f"`{column}`{' (needed)' if column in vocab.REQUIRED_COLUMNS else ''}",
            cell(meaning),
            words.get(column, "text"),
        )
        for column, meaning in vocab.COLUMN_MEANINGS.items()
    )
    return table(("column", "what stands there", "words"), rows)


def kinds() -> str:
    """Give the kinds of findings: where each can be made, how it can come out."""
    rows = (
        (f"`{kind}`", ", ".join(KINDS_OF_SITE[kind]), _list(outcomes) + (", or a grade" if kind == "strength" else ""))
        for kind, outcomes in vocab.OUTCOMES.items()
    )
    return table(("kind", "its site is a", "outcomes"), rows)


def grades() -> str:
    """Give the grades of a strength test."""
    return ", ".join(f"`{grade}`" for grade in vocab.GRADES)


def stimuli() -> str:
    """Give the stimuli of challenges: whether each needs a place, and which outcomes are scored."""
    model = load_model()
    rows = []
    for stimulus in vocab.STIMULI:
        scored = [one for one in vocab.OUTCOMES["challenge"] if f"challenge.{stimulus}.{one}.fired" in model.parameters]
        needs = "yes" if stimulus in vocab.STIMULI_WITH_PLACE else "no"
        rows.append((f"`{stimulus}`", needs, _list(scored) or "none: recorded only"))
    return table(("stimulus", "needs `on`", "outcomes that are scored"), rows)


def synonyms() -> str:
    """Give other spellings that are read."""
    tables: dict[str, Mapping[str, str]] = {
        "kind": vocab.KIND_SYNONYMS,
        "side": vocab.SIDE_SYNONYMS,
        "stimulus": vocab.STIMULUS_SYNONYMS,
        "reads": vocab.READS_SYNONYMS,
        "step": vocab.STEP_SYNONYMS,
        **{f"outcome of {kind}": found for kind, found in vocab.OUTCOME_SYNONYMS.items()},
    }
    rows = []
    for column, found in tables.items():
        words: dict[str, list[str]] = {}
        for spelling, word in found.items():
            words.setdefault(word, []).append(spelling.replace("_", " "))
        for word, spellings in words.items():
            rows.append((column, f"`{word}`", cell(", ".join(spellings))))
    return table(("column", "is read as", "what people write"), rows)


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _words(identifier: str) -> str:
    return identifier.replace("_", " ")


# The atlas


def contents() -> str:
    """Count what the atlas holds."""
    atlas = load_atlas()
    tables = atlas.tables
    held = [
        ("muscles, parts of muscles and wholes", len(tables.muscles)),
        ("of these with a standard manual test", sum(muscle.tested for muscle in tables.muscles.values())),
        ("nodes (a muscle or a structure, on a side)", len(atlas.nodes)),
        ("groups", len(tables.groups)),
        ("movements", len(tables.movements)),
        ("joints", len(tables.joints)),
        ("peripheral nerves", len(tables.nerves)),
        ("structures", len(tables.structures)),
        ("regions", len(tables.regions)),
        ("reflexes", len(tables.reflexes)),
        ("fields of sensation", len(tables.dermatomes)),
        ("signs", len(tables.signs)),
        ("relations in the graph", atlas.graph.number_of_edges()),
        ("links (after weak ones are left out)", sum(len(atlas.compensators(node)) for node in atlas.nodes)),
    ]
    return table(("what", "how many"), held)


def checked() -> str:
    """Count how the rows of each table were checked."""
    rows = []
    totals: Counter[str] = Counter()
    for path in sorted((data_directory() / "atlas").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            counts = Counter(row["checked"] for row in csv.DictReader(file))
        if path.stem != "weights":
            totals += counts
            rows.append((f"`{path.stem}`", counts.total(), *(counts[word] or "" for word in vocab.CHECKED)))
    rows.append(("**all**", totals.total(), *(totals[word] for word in vocab.CHECKED)))
    return table(("table", "rows", *vocab.CHECKED), rows)


def compensation_counts() -> str:
    """Count what sources say of pairs, by stance and grade."""
    counts = Counter((row.stance, row.grade) for row in load_atlas().tables.evidence.compensations)
    rows = (
        (stance, *(counts[stance, grade] or "" for grade in vocab.EVIDENCE_GRADES)) for stance in ("for", "against")
    )
    return table(("stance", *(f"grade {grade}" for grade in vocab.EVIDENCE_GRADES)), rows)


# The reference


def reference() -> str:
    """Have every public name documented from its docstring."""
    placed = {name for _title, names in REFERENCE for name in names}
    rest = tuple(name for name in nktlib.__all__ if name not in placed and not name.startswith("__"))
    sections = []
    for title, names in (*REFERENCE, ("Others", rest)):
        present = [name for name in names if name in nktlib.__all__]
        if present:
            sections.append(f"### {title}\n\n" + "\n".join(_documented(name) for name in present))
    return "\n".join(sections)


def _documented(name: str) -> str:
    found = getattr(nktlib, name)
    if not isinstance(found, type):
        return f"```{{eval-rst}}\n.. autofunction:: nktlib.{name}\n```\n"
    directive = "autoexception" if issubclass(found, Exception) else "autoclass"
    options = "   :show-inheritance:\n" if issubclass(found, Exception) else "   :members:\n"
    if name in INNER:
        options += f"   :exclude-members: {INNER[name]}\n"
    return f"```{{eval-rst}}\n.. {directive}:: nktlib.{name}\n{options}```\n"


TEXTS: Final[Mapping[str, Callable[[], str]]] = {
    text.__name__: text
    for text in (
        parameters,
        weights,
        parameter_counts,
        flags,
        signs_of_flags,
        session_codes,
        lint_codes,
        columns,
        kinds,
        grades,
        stimuli,
        synonyms,
        contents,
        checked,
        compensation_counts,
        twelve,
        reference,
        dictionary.data_dictionary,
        dictionary.data_tables,
        picture.picture,
        indexes.muscles_by_region,
        indexes.muscles_by_name,
        indexes.nerves,
        indexes.roots,
        indexes.joints,
        indexes.groups,
        indexes.structures,
        indexes.source_letters,
        indexes.source_count,
    )
}
"""What a page can ask for."""


def fill(page: str) -> str:
    """Put the texts into a page. Raises ``KeyError`` for one that there is not."""
    return MARK.sub(lambda mark: TEXTS[mark[1]](), page)


def example(path: str) -> Path:
    """Give a file of the repository."""
    return Path(__file__).resolve().parents[2] / path
