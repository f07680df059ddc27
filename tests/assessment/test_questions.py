"""A result answers what is asked of it afterwards, and keeps nothing that a patient could be known by."""

from __future__ import annotations

import pickle

import pytest

import nktlib as nkt
from nktlib.assessment.explain import explain, explanations

CANARY = "Mrs Canary of Elm Street"
RECORDS = [
    {"kind": "strength", "site": "glute med", "side": "right", "outcome": "weak", "note": CANARY, "examiner": CANARY},
    {"kind": "strength", "site": "QL", "side": "right", "outcome": "strong", "since": CANARY, "Ward": CANARY},
    {"kind": "sign", "site": CANARY, "side": "right", "outcome": "positive"},
]
SESSION = nkt.Session.from_records(RECORDS)
RESULT = nkt.score(SESSION)


def test_it_answers_as_the_functions_do() -> None:
    cause = RESULT.causes[0].id
    assert RESULT.explanations(3) == explanations(SESSION, 3)
    assert RESULT.explain(cause, contrast=False).log_odds == explain(SESSION, cause, contrast=False).log_odds


def test_it_keeps_no_free_text() -> None:
    assert CANARY.encode() not in pickle.dumps(RESULT)
    assert CANARY not in repr(RESULT)
    assert CANARY not in str(RESULT.explain(RESULT.causes[0].id, contrast=False))


def test_another_atlas_and_model_are_kept_and_the_shipped_ones_are_not() -> None:
    assert (RESULT.asked.atlas, RESULT.asked.model) == (None, None)
    model = nkt.load_model().replace({"prior.overwork": 0.5})
    other = nkt.score(SESSION, model=model)
    assert other.asked.model is model
    cause = other.causes[0].id
    assert other.explain(cause, contrast=False).probability == pytest.approx(other.causes[0].probability)


def test_an_unknown_cause() -> None:
    with pytest.raises(nkt.UnknownName):
        RESULT.explain("root:c9_l")
