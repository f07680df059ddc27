"""Hypothesis strategies: records of findings that are right, with everything that a session can hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nktlib import vocab

Record = dict[str, Any]

FORMULAS = ["=1+1", "@x", "+x", "-x", '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A1"]
AWKWARD = [
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\tb",
    '"',
    '""',
    ",;\t,",
    "#",
    "#meta",
    "sep=;",
    "a\nkind;site;outcome\nb",
    "\u05d0\u202eb",
]
WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).map(str.strip).filter(bool)
    | st.sampled_from(FORMULAS)
    | st.sampled_from(AWKWARD)
)
OTHER_COLUMNS = ["Shoe size", "=x", "#", "a;kind;site;outcome;side;pain", "line\nkind,site,outcome,side,pain,unit"]
SITES = st.sampled_from(["glute max", "R glute max", "left psoas", "hamstrings", "soleus_l", "QL", "L5"]) | WORDS


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw one record that is right by itself."""
    kind = draw(st.sampled_from(vocab.KINDS))
    outcomes = (*vocab.OUTCOMES[kind], *(vocab.GRADES if kind == "strength" else ()))
    record: Record = {"kind": kind, "site": draw(SITES), "outcome": draw(st.sampled_from(outcomes))}
    if kind == "challenge":
        record["stimulus"] = draw(st.sampled_from(vocab.STIMULI))
        record["reads"] = draw(st.sampled_from(vocab.READS))
        if record["stimulus"] in vocab.STIMULI_WITH_PLACE or draw(st.booleans()):
            record["on"] = draw(SITES)
            record["on_side"] = draw(st.sampled_from([None, *vocab.SIDES]))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "side": st.sampled_from(vocab.SIDES),
        "pain": st.booleans(),
        "step": st.sampled_from(vocab.STEPS),
        "value": st.floats(allow_nan=False, allow_infinity=False),
        "blinded": st.booleans(),
        **dict.fromkeys(["visit", "unit", "examiner", "position", "since", "note", *OTHER_COLUMNS], WORDS),
    }
    return record | draw(st.fixed_dictionaries({}, optional=optional))


def contradiction_free(drawn: list[Record]) -> list[Record]:
    """Give every finding a visit of its own, so that no challenge contradicts a test."""
    return [record | {"visit": str(number)} for number, record in enumerate(drawn)]


META = st.dictionaries(WORDS.filter(lambda name: name not in ("format", "findings")), WORDS, max_size=2)
SESSIONS = st.lists(records(), max_size=6).map(contradiction_free)
