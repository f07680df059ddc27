"""The shipped tables have no fault, and each code of the lint is raised by a table that breaks its rule, alone."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest

from nktlib import vocab
from nktlib.atlas.lint import CODES, lint_atlas, lint_tables
from nktlib.atlas.load import load_atlas
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

    from nktlib.errors import Fault

Row = dict[str, str]

SOURCES = data_directory() / "sources.bib"
SAID = {"sources": "curators", "checked": "recalled"}

# code, table, cells that find the row, what to write into it
CHANGED = [
    ("A101", "names", {"name": "gastroc"}, {"muscle": "gastroknemius"}),
    ("A101", "group_members", {"group": "core", "muscle": "multifidus_lumborum"}, {"muscle": "trapezius"}),
    ("A102", "actions", {"muscle": "soleus"}, {"movement": "ankle_plantarflexion"}),
    ("A103", "movements", {"movement": "neck_lateral_flexion"}, {"joint": "neck_joint"}),
    ("A104", "innervation", {"muscle": "soleus"}, {"nerve": "tibial"}),
    ("A104", "nerves", {"nerve": "tibial_nerve"}, {"parent": "ischiadic_nerve"}),
    ("A104", "signs", {"sign": "upper_limb_tension"}, {"nerves": "medial_nerve"}),
    ("A105", "muscles", {"muscle": "soleus"}, {"region": "calf"}),
    ("A105", "neighbours", {"region": "head"}, {"neighbour": "gullet"}),
    ("A107", "slings", {"sling": "lateral", "order": "1"}, {"member": "glute_med"}),
    ("A107", "compensations", {"inhibited": "iliopsoas"}, {"compensator": "tensor"}),
    ("A108", "roots", {"muscle": "soleus", "root": "s1"}, {"root": "s6"}),
    ("A108", "reflexes", {"reflex": "biceps"}, {"roots": "c5:half;c6:0.5"}),
    ("A109", "actions", {"muscle": "soleus"}, {"role": "main"}),
    ("A109", "movements", {"movement": "neck_lateral_flexion"}, {"sense": "left"}),
    ("A109", "compensations", {"inhibited": "iliopsoas"}, {"side_relation": "left"}),
    ("A109", "compensations", {"inhibited": "iliopsoas"}, {"stance": "pro"}),
    ("A121", "movements", {"movement": "hip_extension"}, {"opposite": "hip_abduction"}),
    ("A121", "movements", {"movement": "neck_lateral_flexion"}, {"opposite": ""}),
    ("A122", "movements", {"movement": "hip_flexion"}, {"direction": "extension"}),
    ("A122", "movements", {"movement": "neck_lateral_flexion"}, {"sense": ""}),
    ("A123", "nerves", {"nerve": "sciatic_nerve"}, {"parent": "deep_fibular_nerve"}),
    ("A131", "innervation", {"muscle": "soleus"}, {"share": "0.9"}),
    ("A131", "group_members", {"group": "core", "muscle": "multifidus_lumborum"}, {"share": "0.25"}),
    ("A131", "dermatomes", {"dermatome": "c6_thumb"}, {"roots": "c6:0.5"}),
    ("A132", "innervation", {"muscle": "soleus"}, {"share": "1.004"}),
    ("A141", "attachments", {"muscle": "soleus"}, {"sources": ""}),
    ("A142", "attachments", {"muscle": "soleus"}, {"sources": "nobody_1999"}),
    ("A143", "attachments", {"muscle": "soleus"}, {"sources": "curators"}),
    ("A153", "muscles", {"muscle": "ascending_part_of_trapezius"}, {"whole": "deltoid"}),
    ("A154", "weights", {"name": "role.assistant"}, {"name": "role.helper"}),
    ("A161", "names", {"name": "gastroc"}, {"muscle": "soleus", "name": "gastrocnemius"}),
    ("A163", "muscles", {"muscle": "soleus"}, {"presence": "1.5"}),
    ("A164", "excluded", {"identifier": "2040"}, {"identifier": "2660"}),
    ("T102", "contralateral", {"muscle": "masseter"}, {"grade": "E"}),
    ("T102", "contralateral", {"muscle": "masseter"}, {"checked": "seen"}),
    ("T202", "weights", {"name": "link.cap"}, {"value": "2"}),
]
ADDED = [
    ("A106", "group_members", SAID | {"group": "kore", "muscle": "multifidus_lumborum", "share": "1"}),
    ("A110", "nerves", SAID | {"nerve": "tibial_nerve", "name": "nerve of the calf", "parent": "sciatic_nerve"}),
    ("A152", "groups", SAID | {"group": "jumpers", "name": "jumping muscles"}),
]
REMOVED = [
    ("A151", "attachments", {"muscle": "soleus"}),
    ("A151", "tests", {"muscle": "soleus"}),
]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(data_directory() / "atlas", tmp_path / "atlas")


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def matching(rows: list[Row], cells: Row) -> Row:
    return next(row for row in rows if cells.items() <= row.items())


def codes(faults: list[Fault]) -> set[str]:
    return {fault.code for fault in faults}


def test_the_shipped_tables_have_no_fault() -> None:
    assert list(lint_tables(data_directory() / "atlas", SOURCES)) == []


@pytest.mark.parametrize(("code", "table", "where", "cells"), CHANGED)
def test_a_changed_cell(copied: Path, code: str, table: str, where: Row, cells: Row) -> None:
    path = copied / f"{table}.csv"
    rows = rows_of(path)
    line = rows.index(matching(rows, where)) + 2
    matching(rows, where).update(cells)
    write(path, rows)
    faults = list(lint_tables(copied, SOURCES))
    assert codes(faults) == {code}
    assert all(f"{table}.csv" in fault.message for fault in faults if fault.row == line)


@pytest.mark.parametrize(("code", "table", "cells"), ADDED)
def test_an_added_row(copied: Path, code: str, table: str, cells: Row) -> None:
    path = copied / f"{table}.csv"
    rows = rows_of(path)
    write(path, [*rows, dict.fromkeys(rows[0], "") | cells])
    (fault,) = lint_tables(copied, SOURCES)
    assert (fault.code, fault.row) == (code, len(rows) + 2)


@pytest.mark.parametrize(("code", "table", "where"), REMOVED)
def test_a_removed_row(copied: Path, code: str, table: str, where: Row) -> None:
    path = copied / f"{table}.csv"
    rows = rows_of(path)
    rows.remove(matching(rows, where))
    write(path, rows)
    (fault,) = lint_tables(copied, SOURCES)
    assert (fault.code, fault.found) == (code, where["muscle"])


def test_a_comma_too_many(copied: Path) -> None:
    path = copied / "slings.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = 1 + next(number for number, text in enumerate(lines) if text.endswith(",one page"))
    lines[line - 1] += ", not two"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (fault,) = lint_tables(copied, SOURCES)
    assert (fault.code, fault.row) == ("T103", line)


def test_a_relation_without_inverse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(vocab.RELATION_INVERSES, "sling")
    (fault,) = lint_atlas(load_atlas())
    assert (fault.code, fault.found) == ("A162", "sling")


def test_all_faults_at_once(copied: Path) -> None:
    for table, cell in (("attachments", "nobody_1999"), ("tests", "nobody_2000")):
        rows = rows_of(copied / f"{table}.csv")
        rows[0]["sources"] = rows[-1]["sources"] = cell
        write(copied / f"{table}.csv", rows)
    assert [fault.found for fault in lint_tables(copied, SOURCES)] == ["nobody_1999"] * 2 + ["nobody_2000"] * 2


def test_every_code_has_an_example() -> None:
    shown = {case[0] for case in CHANGED} | {case[0] for case in ADDED} | {case[0] for case in REMOVED}
    assert {code for code in shown | {"A162"} if code.startswith("A")} == set(CODES)
