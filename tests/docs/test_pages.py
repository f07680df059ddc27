"""The pages leave nothing out: they are made from the tables, and every example in them runs."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import nktlib
from nktlib import vocab
from nktlib.assessment.flags import rules
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model
from nktlib.tables.place import data_directory
from tests.docs import embedding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = ("explorer", "muscle", "nerve", "root", "joint", "group", "structure", "source")
"""Folders without pages that somebody wrote: what npm installed, and what the build makes (test_entities)."""
PAGES = {
    path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(DOCS.rglob("*.md"))
    if path.relative_to(DOCS).parts[0] not in MADE
}
RUNNABLE = ("{run} python", "{run} console")
"""What Python and commands have to stand in: the build runs it."""
INERT = ("{session}", "{toctree}", "{eval-rst}", "{raw} html", "sh")
"""What holds no Python; `sh` is for commands of the shell that are not ours."""


@pytest.fixture(scope="module")
def generated() -> Iterator[ModuleType]:
    sys.path.insert(0, str(DOCS / "_ext"))
    yield import_module("generated")
    sys.path.remove(str(DOCS / "_ext"))


def holds(page: str, *marks: str) -> bool:
    return all(f"<!-- generated: {mark} -->" in PAGES[page] for mark in marks)


def test_every_public_name_is_in_the_reference(generated: ModuleType) -> None:
    documented = set(re.findall(r":: nktlib\.(\w+)\n", generated.reference()))
    assert documented == {name for name in nktlib.__all__ if not name.startswith("__")}
    assert holds("reference.md", "reference")


def test_every_parameter_and_weight_has_its_row(generated: ModuleType) -> None:
    for text, table in (
        (generated.parameters(), load_model().parameters),
        (generated.weights(), load_atlas().tables.weights),
    ):
        for name, parameter in table.rows.items():
            assert f"| `{name}` | {parameter.value:g} | " in text
    assert holds("parameters.md", "parameters", "weights", "parameter_counts")


def test_every_code_has_its_row(generated: ModuleType) -> None:
    texts = {"nktlib.sessions.codes": generated.session_codes()}
    assert {"nktlib.sessions.codes", "nktlib.atlas.lint"} <= generated.registries().keys()
    for module, codes in generated.registries().items():
        for code in codes:
            assert f"| `{code}` | " in texts.get(module, generated.lint_codes())
    assert all(f"| `{code}` | " in generated.flags() for code in rules())
    assert holds("codes.md", "session_codes", "lint_codes", "flags", "signs_of_flags")


def test_every_word_of_a_session_is_explained(generated: ModuleType) -> None:
    for words, text in (
        (vocab.COLUMNS, generated.columns()),
        (vocab.KINDS, generated.kinds()),
        ([outcome for outcomes in vocab.OUTCOMES.values() for outcome in outcomes], generated.kinds()),
        (vocab.STIMULI, generated.stimuli()),
        (vocab.GRADES, generated.grades()),
    ):
        assert all(f"`{word}`" in text for word in words)
    assert holds("session-format.md", "columns", "kinds", "stimuli", "grades", "synonyms")


def test_every_table_and_column_is_in_the_dictionary(generated: ModuleType) -> None:
    package = json.loads((data_directory() / "datapackage.json").read_text(encoding="utf-8"))
    sections = dict(re.findall(r"^### `(.+?)`\n(.*?)(?=^\(|\Z)", dictionary(generated), re.MULTILINE | re.DOTALL))
    assert list(sections) == [resource["path"] for resource in package["resources"]]
    for resource in package["resources"]:
        columns = re.findall(r"^\| `(\w+)`", sections[resource["path"]], re.MULTILINE)
        assert columns == [column["name"] for column in resource["schema"]["fields"]]
        assert (
            f"[`{resource['path']}`](#table-{resource['name'].replace('_', '-')})" in generated.TEXTS["data_tables"]()
        )
    assert holds("data-dictionary.md", "data_tables", "data_dictionary")


def dictionary(generated: ModuleType) -> str:
    return str(generated.TEXTS["data_dictionary"]())


def test_the_picture_shows_the_result(generated: ModuleType) -> None:
    drawn = generated.TEXTS["picture"]()
    result = nktlib.score(nktlib.read_session(data_directory() / "sessions" / "n01.csv"))
    widths = [float(width) for width in re.findall(r'class="nkt-bar" y="\d+" width="([\d.]+)"', drawn)]
    shown = result.causes[: len(widths)]
    assert widths == [pytest.approx(max(2, 420 * cause.probability), abs=0.05) for cause in shown]
    assert all(f"{cause.probability:.0%}".replace("%", " %") in drawn for cause in shown)
    assert "root lesion" in drawn.partition("</desc>")[0]
    assert holds("index.md", "picture")


def test_the_first_page_leads_everywhere() -> None:
    index = PAGES["index.md"]
    for kind in ("Explore", "Tutorials", "How-to guides", "Reference", "Explanation"):
        assert f":caption: {kind}\n" in index
    listed = set(re.findall(r"^([\w/-]+)$", index, re.MULTILINE))
    alone = {name.removesuffix(".md") for name in PAGES if not name.startswith(("decisions/", "atlas-checks/"))}
    assert alone - {"index"} <= listed
    assert holds("muscles.md", "muscles_by_region", "muscles_by_name")
    assert holds("anatomy.md", "nerves", "roots", "joints", "groups", "structures")


def test_counts_of_the_atlas_are_generated() -> None:
    assert holds("atlas.md", "contents", "checked", "compensation_counts")


@pytest.mark.parametrize("page", PAGES)
def test_every_mark_has_a_text(generated: ModuleType, page: str) -> None:
    assert set(generated.MARK.findall(PAGES[page])) <= generated.TEXTS.keys()


@pytest.mark.parametrize("page", PAGES)
def test_no_example_stands_still(page: str) -> None:
    opened = re.findall(r"^(?:```|:::)(.+)$", PAGES[page], re.MULTILINE)
    assert all(word.strip() in (*RUNNABLE, *INERT) for word in opened)
    for block in re.findall(r"^```sh\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL):
        assert "nktlib" not in block


def test_the_embedding_example() -> None:
    rows = [{"kind": "strength", "site": "ankle dorsiflexion", "side": "left", "outcome": "weak"}]
    answer = json.loads(json.dumps(embedding.assess(rows)))
    assert list(answer) == ["referrals", "abstentions", "causes", "atlas", "model"]
    wrong = embedding.assess([{**rows[0], "site": "ankle dorsiflexon"}])
    (fault,) = json.loads(json.dumps(wrong))["faults"]
    assert (fault["code"], fault["row"], fault["try"]) == ("S401", 1, ["ankle dorsiflexion"])
