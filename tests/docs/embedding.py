"""An example of the documentation: what a tool does with the rows of its own form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import nktlib as nkt

Row = Mapping[str, object]


def assess(rows: Sequence[Row]) -> dict[str, object]:
    """Give ranked causes for a form, or everything that is wrong with it."""
    try:
        result = nkt.score(nkt.Session.from_records(rows))
    except nkt.SessionError as error:
        return {"faults": [problem(fault) for fault in error.faults]}
    return {
        "referrals": [f"{flag.title}: {flag.detail}" for flag in result.flags if flag.kind == "referral"],
        "abstentions": [flag.title for flag in result.flags if flag.kind == "abstention"],
        "causes": [(cause.id, round(cause.probability, 3), cause.grade) for cause in result.causes[:3]],
        "atlas": result.provenance.atlas,
        "model": result.provenance.model,
    }


def problem(fault: nkt.Fault) -> dict[str, object]:
    """Say where the fault is; the code stays the same from version to version, the words may not."""
    return {"code": fault.code, "row": fault.row, "column": fault.column, "try": list(fault.suggestions)}


if __name__ == "__main__":
    form: list[Row] = [
        {"kind": "strength", "site": "ankle dorsiflexion", "side": "left", "outcome": "weak"},
        {"kind": "strength", "site": "foot eversion", "side": "left", "outcome": "weak"},
        {"kind": "reflex", "site": "ankle jerk", "side": "left", "outcome": "normal"},
    ]
    print(json.dumps(assess(form), indent=1))
    print(json.dumps(assess([{**form[0], "site": "ankle dorsiflexon"}])))
