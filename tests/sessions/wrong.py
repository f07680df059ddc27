"""A table of wrong and odd sessions: what stands in the file, and the faults and warnings it must have."""

from __future__ import annotations

import json
from typing import Any

from attrs import field, frozen

HEADER = "kind,site,side,outcome,stimulus,on,on_side,value,pain,note\n"
WEAK = "strength,glute max,right,weak,,,,,,\n"
RECORD = {"kind": "strength", "site": "glute max", "side": "right", "outcome": "weak"}
Place = tuple[Any, ...]


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


@frozen
class Case:
    """A file and what must be said of it: (code, row, column) and, where there is one, the first suggestion."""

    name: str
    content: bytes = field(converter=_bytes)
    faults: list[Place] = field(factory=list)
    warnings: list[Place] = field(factory=list)
    file: str = "visit.csv"

    @property
    def is_first_kind(self) -> bool:
        """Whether it is one of the ten kinds that `nktlib score` must report as a process."""
        return self.name in FIRST_KINDS


FIRST_KINDS = {
    "unknown muscle",
    "impossible outcome",
    "side against the name",
    "midline muscle with a side",
    "challenge without a target",
    "empty file",
    "missing column",
    "broken UTF-8",
    "not a number",
    "challenge against its test",
}


def table(*rows: str) -> str:
    return HEADER + "".join(f"{row}\n" for row in rows)


def finding(**cells: object) -> dict[str, object]:
    return RECORD | cells


def listed(name: str, records: object, *faults: Place, warnings: list[Place] | None = None) -> Case:
    return Case(name, json.dumps(records), list(faults), warnings or [], "visit.json")


WRONG = [
    # The ten kinds that every way in must report.
    Case(
        "unknown muscle",
        table("strength,glutus maxmus,right,weak", "challenge,glute max,right,strengthens,touch,quadratus lumborun"),
        [("S401", 2, "site", "gluteus maximus"), ("S401", 3, "on", "quadratus lumborum")],
    ),
    Case(
        "impossible outcome",
        table("strength,soleus,left,strengthens", "palpation,QL,left,week", "strength,soleus,left,week"),
        [("S203", 2, "outcome", "strong"), ("S203", 3, "outcome"), ("S203", 4, "outcome", "weak")],
    ),
    Case(
        "side against the name",
        table("strength,R glute max,left,weak", "challenge,soleus,left,strengthens,touch,left QL,right"),
        [("S403", 2, "side"), ("S403", 3, "on_side")],
    ),
    Case("midline muscle with a side", table("strength,diaphragm,left,weak"), [("S404", 2, "side")]),
    Case("challenge without a target", table("challenge,soleus,left,strengthens,touch"), [("S303", 2, "on")]),
    Case("empty file", "", [("S101", None, None)]),
    Case(
        "missing column",
        "kind,site\nstrength,soleus\nstrength,solus\n",
        [("S105", 1, "outcome"), ("S401", 3, "site", "soleus")],
    ),
    Case(
        "broken UTF-8",
        table("strength,soleus,left,weak").encode() + b"strength,gl\xfct,left,wek\n",
        [("S103", 3, None), ("S401", 3, "site"), ("S203", 3, "outcome", "weak")],
    ),
    Case(
        "not a number",
        table("strength,soleus,left,weak,,,,heavy", 'strength,QL,left,weak,,,,"12,5"'),
        [("S209", 2, "value"), ("S209", 3, "value", "12.5")],
    ),
    Case(
        "challenge against its test",
        table("strength,soleus,left,strong", "challenge,soleus,left,strengthens,touch,QL,left"),
        [("S305", 3, "outcome")],
    ),
    # Rows and columns out of place.
    Case(
        "every cell of a row in the wrong column",
        "kind,site,side,outcome,stimulus,pain,value,step\nright,strength,weak,glute max,QL,touch,yes,12.5\n",
        [
            ("S202", 2, "kind"),
            ("S206", 2, "side"),
            ("S207", 2, "stimulus"),
            ("S210", 2, "pain"),
            ("S208", 2, "step"),
            ("S209", 2, "value"),
        ],
    ),
    Case(
        "cells shifted by one",
        table(",strength,glute max,right,weak"),
        [("S201", 2, "kind"), ("S206", 2, "side"), ("S207", 2, "stimulus")],
    ),
    Case("two header rows", HEADER + HEADER + WEAK, [("S116", 2, None)]),
    Case("two header rows with capitals", HEADER + "Kind,Site,Side,Outcome\n" + WEAK, [("S116", 2, None)]),
    Case(
        "no header", "strength,soleus,left,weak\n", [("S105", 1, "kind"), ("S105", 1, "site"), ("S105", 1, "outcome")]
    ),
    Case(
        "duplicated columns",
        "kind,site,Site,outcome,x,x\nstrength,soleus,QL,weak,1,2\n",
        [("S106", 1, None), ("S106", 1, "site")],
        [("W201", 2, "x")],
    ),
    Case("a comma in a text", table("strength,soleus,left,weak,,,,,,it hurt, a bit"), [("S302", 2, None)]),
    Case("a text under no column", "kind,site,outcome,\nstrength,soleus,weak,lost\n", [("S302", 2, None)]),
    Case("blank cells beyond the header", "kind,site,side,outcome,\nstrength,soleus,left,weak,,,,\n,,,,,,\n"),
    Case("rows of blank cells between", HEADER + ",,,,\n\n" + WEAK),
    # Delimiters, marks, encodings.
    Case(
        "mixed delimiters",
        HEADER + WEAK + WEAK.replace(",", ";") + "strength\tQL\tleft\tweak\n",
        [("S115", 3, None), ("S115", 4, None)],
    ),
    Case("Excel's first line", "sep=;\nkind;site;side;outcome\nstrength;soleus;left;weak\n"),
    Case(
        "Excel's first line in quotation marks",
        '"sep=;"\r\nkind;site;side;outcome\r\nstrength;soleus;left;wek\r\n',
        [("S203", 3, "outcome", "weak")],
    ),
    Case(
        "Excel's first line against the header",
        "sep=;\n" + HEADER + WEAK,
        [("S105", 2, "kind"), ("S105", 2, "site"), ("S105", 2, "outcome")],
    ),
    Case("a byte-order mark and semicolons", "\ufeff" + (HEADER + WEAK).replace(",", ";")),
    Case("UTF-16", (HEADER + WEAK).encode("utf-16"), [("S110", None, None)]),
    Case("a workbook with a wrong name", b"PK\x03\x04\x14\x00", [("S110", None, None)]),
    Case("a workbook", b"PK\x03\x04\x14\x00", [("S110", None, None)], file="visit.xlsx"),
    Case(
        "NUL bytes",
        table("strength,soleus,left,weak").encode() + b"strength,Q\x00L,left,wek\n",
        [("S104", 3, None), ("S203", 3, "outcome", "weak")],
    ),
    Case("an open quotation mark", table('strength,"soleus,left,weak'), [("S111", 2, None)]),
    Case("only blanks", " \r\n\t\n", [("S101", None, None)]),
    Case("only a header", HEADER, [], [("W101", None, None)]),
    # Cells.
    Case(
        "a cell of 1 MB",
        table(f"strength,soleus,left,weak,,,,,,{'x' * 2**20}", "strength,QL,left,wek"),
        [("S111", 2, None), ("S203", 3, "outcome", "weak")],
    ),
    Case("a long cell", table(f"strength,soleus,left,weak,,,,,,{'x' * 100_001}"), [("S213", 2, "note")]),
    Case(
        "right-to-left text",
        table(
            "strength,\u05e9\u05e8\u05d9\u05e8,left,weak",
            "strength,\u202esoleus\u202c,left,weak,,,,,,\u05e9\u05dc\u05d5\u05dd",
        ),
        [("S401", 2, "site")],
    ),
    Case(
        "formulas",
        table("strength,soleus,left,=1+1,,,,=2*3,=1=1,=1+1", "=1+1,soleus,@left,weak"),
        [
            ("S205", 2, "outcome"),
            ("S210", 2, "pain"),
            ("S209", 2, "value"),
            ("S202", 3, "kind"),
            ("S206", 3, "side", "left"),
        ],
    ),
    Case("a formula in a note", table("strength,soleus,left,weak,,,,,,=1+1")),
    Case(
        "Excel's dates",
        table("strength,soleus,left,04-May", "strength,QL,left,2026-05-04"),
        [("S204", 2, "outcome"), ("S204", 3, "outcome")],
    ),
    Case(
        "grades that are none",
        table("strength,soleus,left,5+", "strength,QL,left,3.5", "strength,TFL,left,80%"),
        [("S205", 2, "outcome", "5"), ("S205", 3, "outcome", "3+"), ("S205", 4, "outcome")],
    ),
    Case(
        "words that depend on the row",
        table("strength,soleus,left,facilitated", "challenge,soleus,left,strong,touch,QL"),
        [("S203", 2, "outcome", "strong"), ("S203", 3, "outcome", "strengthens")],
    ),
    Case(
        "misspelt words",
        "kind,site,side,outcome,step\nstrenght,soleus,left,weak,\nstrength,soleus,rigth,weak,after_relese\n",
        [("S202", 2, "kind", "strength"), ("S206", 3, "side", "right"), ("S208", 3, "step", "after_release")],
    ),
    Case(
        "challenge columns in a strength test",
        table("strength,soleus,left,weak,touch,QL"),
        [("S304", 2, "stimulus"), ("S304", 2, "on")],
    ),
    Case(
        "empty cells that are needed",
        table("strength,,left,", "challenge,soleus,left,strengthens"),
        [("S201", 2, "site"), ("S201", 2, "outcome"), ("S201", 3, "stimulus")],
    ),
    # Names and sides.
    Case("everything else weak", table("strength,everything else,,weak"), [("S407", 2, "outcome")]),
    Case("an ambiguous side of a paired muscle", table("strength,soleus,midline,weak"), [("S405", 2, "side")]),
    Case(
        "a name that means several things",
        table("strength,rhomboid major minor x,left,weak"),
        [("S401", 2, "site", "rhomboid minor")],
    ),
    Case("a muscle for a reflex", table("reflex,soleus,left,absent"), [("S401", 2, "site")]),
    Case("a head that counts as its muscle", table("strength,VMO,left,weak"), [], [("W204", 2, "site")]),
    Case("an unknown sign", table("sign,wobble test,left,positive"), [], [("W202", 2, "site")]),
    Case("a sign that points nowhere", table("sign,Hoffmann,left,positive"), [], [("W203", 2, "site")]),
    Case(
        "two names of one muscle that contradict",
        table("strength,soleus,left,weak", "challenge,L soleus,,weakens,contract,QL,left"),
        [("S305", 3, "outcome")],
    ),
    # What is kept with a warning.
    Case(
        "an unknown column",
        "kind,site,side,outcome,stimulis,Ward\nstrength,soleus,left,weak,x,3\n",
        [],
        [("W201", 2, "Ward"), ("W201", 2, "stimulis", "stimulus")],
    ),
    Case(
        "the same test twice", table("strength,soleus,left,weak", "strength,Soleus,l,strong"), [], [("W301", 3, "site")]
    ),
    Case(
        "several visits",
        "kind,site,side,outcome,visit\nstrength,soleus,left,weak,1\nstrength,soleus,left,strong,2\n",
        [],
        [("W302", None, "visit")],
    ),
    Case(
        "steps after the baseline",
        "kind,site,side,outcome,step\nstrength,soleus,left,weak,\nstrength,soleus,left,strong,after release\n"
        "strength,soleus,left,strong,after release\n",
    ),
    Case("remarks and descriptions", "# my own remark\n#meta,title,A visit\n" + HEADER + WEAK),
    Case(
        "descriptions that are none",
        "#meta,title\n#meta,findings,x\n" + HEADER + WEAK,
        [("S114", None, None), ("S114", None, None)],
    ),
    # JSON.
    Case(
        "JSON with duplicate keys",
        '[{"kind": "strength", "site": "soleus", "site": "QL", "outcome": "weak"}]',
        [("S106", 1, None)],
        file="visit.json",
    ),
    Case(
        "JSON with two lists of findings", '{"findings": [], "findings": []}', [("S106", None, None)], file="visit.json"
    ),
    Case("JSON nested deeply", "[" * 100_000, [("S107", None, None)], file="visit.json"),
    listed("JSON with a nested cell", [finding(note=[[["x"]]])], ("S211", 1, "note")),
    listed("JSON with numbers as strings", [finding(outcome="4", value="12.5", pain="1")]),
    listed("JSON with numbers as they are", [finding(outcome=4, value=12, pain=True, visit=3)]),
    listed(
        "JSON of a future format",
        {"format": "nktlib-session/2", "findings": [finding(outcome="wek")]},
        ("S108", None, "format"),
        ("S203", 1, "outcome", "weak"),
    ),
    listed("JSON of another kind", {"resourceType": "Bundle"}, ("S109", None, None)),
    listed(
        "JSON with findings that are none",
        [1, "a", None, finding()],
        ("S301", 1, None),
        ("S301", 2, None),
        ("S301", 3, None),
    ),
    Case("JSON cut short", '[{"kind": "strength"', [("S107", None, None)], file="visit.json"),
    Case(
        "JSON with half a character",
        '[{"kind": "strength", "site": "soleus", "outcome": "weak", "note": "\\ud800"}]',
        [("S212", 1, "note")],
        file="visit.json",
    ),
]
