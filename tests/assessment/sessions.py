"""Random sessions that the shipped atlas understands."""

from __future__ import annotations

from hypothesis import strategies as st

from nktlib.atlas.load import load_atlas
from nktlib.sessions.finding import Session

ATLAS = load_atlas()
MUSCLES = sorted(muscle.id for muscle in ATLAS.muscles.values() if muscle.paired and muscle.tested and not muscle.parts)
LEG = [muscle for muscle in MUSCLES if ATLAS.tables.regions[ATLAS.muscles[muscle].region].area == "lower_limb"]
GROUPS = ["hamstrings", "quadriceps_femoris", "triceps_surae", "hip_extension", "ankle_dorsiflexion"]
SIDES = ["left", "right"]


@st.composite
def strength_rows(draw: st.DrawFn) -> dict[str, object]:
    site = draw(st.sampled_from([*LEG, *GROUPS]))
    outcome = draw(st.sampled_from(["strong", "weak", "weak", "4", "2", "5", "painful", "substitution"]))
    return {
        "kind": "strength",
        "site": site.replace("_", " "),
        "side": draw(st.sampled_from([*SIDES, "both"])),
        "outcome": outcome,
        "pain": draw(st.sampled_from([None, True, False])),
    }


@st.composite
def other_rows(draw: st.DrawFn) -> dict[str, object]:  # noqa: PLR0911 - a kind each
    side = draw(st.sampled_from(SIDES))
    kind = draw(st.sampled_from(["palpation", "reflex", "sensation", "sign", "pain", "history", "everything else"]))
    match kind:
        case "palpation":
            outcome = draw(st.sampled_from(["overworking", "hypertonic", "tender", "normal"]))
            return {"kind": kind, "site": draw(st.sampled_from(LEG)), "side": side, "outcome": outcome}
        case "reflex":
            outcome = draw(st.sampled_from(["normal", "reduced", "absent"]))
            return {
                "kind": kind,
                "site": draw(st.sampled_from(["patellar", "achilles"])),
                "side": side,
                "outcome": outcome,
            }
        case "sensation":
            return {
                "kind": kind,
                "site": "lateral leg",
                "side": side,
                "outcome": draw(st.sampled_from(["normal", "reduced"])),
            }
        case "sign":
            outcome = draw(st.sampled_from(["positive", "negative"]))
            return {"kind": kind, "site": "straight leg raise", "side": side, "outcome": outcome}
        case "pain":
            outcome = draw(st.sampled_from(["present", "absent"]))
            return {"kind": kind, "site": draw(st.sampled_from(["knee", "low back"])), "side": side, "outcome": outcome}
        case "history":
            outcome = draw(st.sampled_from(["sprain", "immobilization", "surgery"]))
            return {"kind": kind, "site": draw(st.sampled_from(["ankle", "thigh"])), "side": side, "outcome": outcome}
    return {"kind": "strength", "site": "everything else", "outcome": "strong"}


@st.composite
def sessions(draw: st.DrawFn, max_tests: int = 5) -> Session:
    """A few tests of the leg, challenges of what tested weak, and other findings."""
    rows = draw(
        st.lists(strength_rows(), min_size=1, max_size=max_tests, unique_by=lambda row: (row["site"], row["side"]))
    )
    # A test on both sides and one on a side would be two runs of one test.
    rows = [
        row
        for row in rows
        if row["side"] == "both" or not any(r["site"] == row["site"] and r["side"] == "both" for r in rows)
    ]
    for row in list(rows):
        if row["outcome"] == "weak" and row["side"] != "both" and draw(st.booleans()):
            rows.append(
                {
                    "kind": "challenge",
                    "site": row["site"],
                    "side": row["side"],
                    "outcome": draw(st.sampled_from(["strengthens", "no_change"])),
                    "stimulus": draw(st.sampled_from(["touch", "release", "pressure"])),
                    "on": draw(st.sampled_from(LEG)),
                    "on_side": draw(st.sampled_from(SIDES)),
                }
            )
    rows += draw(st.lists(other_rows(), max_size=3))
    return Session.from_records(rows)
