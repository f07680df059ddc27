"""What an analysis of sensitivity says is what scoring with that change gives."""

from __future__ import annotations

import json
from functools import cache
from math import exp, inf, log
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nktlib.assessment.score import score
from nktlib.assessment.sensitivity import LEADING, PRECISION, analyse, ranges, smallest_change, without_sources
from nktlib.assessment.variation import COMPUTED, Variation
from nktlib.atlas.atlas import Atlas
from nktlib.atlas.load import load_atlas
from nktlib.atlas.rows import CompensationRow
from nktlib.model.model import Model, load_model
from nktlib.sessions.finding import Session
from nktlib.tables.parameters import Parameter, Parameters
from nktlib.tables.readonly import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nktlib.assessment.sensitivity_result import NumberChange

ATLAS, MODEL = load_atlas(), load_model()


def session(*rows: tuple[str, ...]) -> Session:
    columns = ("kind", "site", "side", "outcome", "stimulus", "on", "on_side")
    return Session.from_records([dict(zip(columns, row, strict=False)) for row in rows])


ONE = session(("strength", "gluteus medius", "left", "weak"))
UNKNOWN = session(
    ("strength", "gluteus maximus", "unknown", "weak"),
    ("strength", "gluteus medius", "left", "weak"),
    ("challenge", "gluteus medius", "left", "strengthens", "release", "tensor fasciae latae", "left"),
)
SEVERAL = session(
    ("strength", "gluteus medius", "left", "weak"),
    ("strength", "gluteus maximus", "left", "4"),
    ("strength", "tensor fasciae latae", "left", "strong"),
    ("sign", "straight leg raise", "left", "negative"),
)
SESSIONS = {"one": ONE, "unknown": UNKNOWN, "several": SEVERAL}

MOVED = ("prior.overwork", "class.novice.specificity", "link.antagonist", "region.buttock.share")


def fixed(parameters: Parameters, moved: tuple[str, ...]) -> Parameters:
    """Parameters of which only some have a range."""

    def narrow(parameter: Parameter) -> Parameter:
        return parameter if parameter.name in moved else evolve(parameter, low=parameter.value, high=parameter.value)

    return Parameters(ReadOnly({name: narrow(parameter) for name, parameter in parameters.rows.items()}))


def narrowed(moved: tuple[str, ...] = MOVED) -> tuple[Atlas, Model]:
    atlas = Atlas(ATLAS.tables.replace(weights=fixed(ATLAS.tables.weights, moved)))
    return atlas, evolve(MODEL, parameters=fixed(MODEL.parameters, moved))


def changed(table: str, name: str, value: float) -> tuple[Atlas, Model]:
    if table == "atlas":
        return ATLAS.replace({name: value}), MODEL
    return ATLAS, MODEL.replace({name: value})


@cache
def probabilities(name: str, table: str, number: str, value: float) -> dict[str, float]:
    return {cause.id: cause.probability for cause in score(SESSIONS[name], *changed(table, number, value)).causes}


def first(of: Session, atlas: Atlas = ATLAS, model: Model = MODEL) -> str:
    return score(of, atlas, model).causes[0].id


@pytest.mark.parametrize("name", SESSIONS)
def test_the_smallest_change_swaps_and_a_slightly_smaller_one_does_not(name: str) -> None:
    found = smallest_change(SESSIONS[name], *narrowed())
    assert found is not None
    table, parameter = found.number.table, found.number.parameter
    assert parameter.low <= found.to <= parameter.high
    assert found.log_ratio == pytest.approx(abs(log(found.to / parameter.value)))
    assert found.first.id == first(SESSIONS[name])
    after = score(SESSIONS[name], *changed(table, parameter.name, found.to)).causes[0]
    assert after.id == found.instead.id != found.first.id
    assert after.probability == pytest.approx(found.instead.probability, rel=1e-9)
    less = found.to - 1.01 * PRECISION * (found.to - parameter.value)
    assert first(SESSIONS[name], *changed(table, parameter.name, less)) == found.first.id


def assert_none_swaps_with_less(of: Session, numbers: Iterable[tuple[str, Parameter]], change: NumberChange) -> None:
    for table, parameter in numbers:
        for end in (parameter.low, parameter.high):
            for part in (0.5, 1 - 1.1 * PRECISION):
                distance = min(abs(log(end / parameter.value)), part * change.log_ratio) if end else change.log_ratio
                value = parameter.value * exp(distance if end > parameter.value else -distance)
                assert first(of, *changed(table, parameter.name, value)) == change.first.id


def test_no_number_swaps_with_less() -> None:
    found = smallest_change(SEVERAL, *narrowed())
    assert found is not None
    rows = {"model": MODEL.parameters.rows, "atlas": ATLAS.tables.weights.rows}
    numbers = [(table, rows[table][name]) for table in rows for name in MOVED if name in rows[table]]
    assert len(numbers) == len(MOVED)
    assert_none_swaps_with_less(SEVERAL, numbers, found)


@pytest.mark.slow
@pytest.mark.parametrize("name", SESSIONS)
def test_no_number_of_all_swaps_with_less(name: str) -> None:
    found = smallest_change(SESSIONS[name])
    assert found is not None
    numbers = [(number.table, number.parameter) for number in variation(name).numbers]
    assert_none_swaps_with_less(SESSIONS[name], numbers, found)


def test_a_number_that_can_be_zero() -> None:
    """Without any overwork another cause leads, and that change is infinite; a number with a smaller one is better."""
    atlas, model = narrowed(())
    overwork = evolve(model.parameters.rows["prior.overwork"], low=0.0)
    model = evolve(model, parameters=Parameters(ReadOnly({**model.parameters.rows, "prior.overwork": overwork})))
    found = smallest_change(SEVERAL, atlas, model)
    assert found is not None
    assert first(SEVERAL).startswith("overwork:")
    assert not found.instead.id.startswith("overwork:")
    assert 0 < found.to < 1.5
    assert found.log_ratio < inf


def test_none_where_no_end_of_a_range_swaps() -> None:
    assert smallest_change(ONE, *narrowed(())) is None


def test_causes_that_mirror_each_other_do_not_count_as_a_change() -> None:
    both = session(("strength", "gluteus medius", "both", "weak"))
    one, other, third, *_rest = score(both).causes
    assert {one.id, other.id} == {"local:gluteus_medius_l", "local:gluteus_medius_r"}
    assert one.probability == pytest.approx(other.probability, rel=1e-12)
    assert third.probability < 0.95 * one.probability
    moved = ("class.novice.weight", "class.novice.sensitivity", "nerve.paretic", "link.sling", "link.region")
    assert smallest_change(both, *narrowed(moved)) is None


@pytest.mark.parametrize("name", SESSIONS)
def test_ranges_contain_the_value_and_are_reached(name: str) -> None:
    of, before = SESSIONS[name], score(SESSIONS[name])
    found = ranges(of, *narrowed())
    assert [one.cause.id for one in found.causes] == [cause.id for cause in before.causes[:LEADING]]
    for one, cause in zip(found.causes, before.causes, strict=False):
        assert one.lowest <= cause.probability <= one.highest
        reached = [cause.probability]
        swings = []
        for movement in one.movements:
            table, parameter = movement.number.table, movement.number.parameter
            limits = (parameter.low, parameter.high)
            ends = [probabilities(name, table, parameter.name, end)[cause.id] for end in limits]
            assert [movement.at_low, movement.at_high] == pytest.approx(ends, rel=1e-9)
            reached += ends
            swings.append(max(cause.probability, *ends) - min(cause.probability, *ends))
        assert [one.lowest, one.highest] == pytest.approx([min(reached), max(reached)])
        assert swings == sorted(swings, reverse=True)
        assert all(swings)


@cache
def variation(name: str) -> Variation:
    return Variation(SESSIONS[name], ATLAS, MODEL)


def unread(name: str) -> list[tuple[str, str, float]]:
    """Every end of a number that scoring does not read."""
    read = {(number.table, number.parameter.name) for number in variation(name).numbers}
    return [
        (table, parameter.name, end)
        for table, parameters in (("model", MODEL.parameters), ("atlas", ATLAS.tables.weights))
        for parameter in parameters.rows.values()
        if (table, parameter.name) not in read and parameter.checked != COMPUTED
        for end in (parameter.low, parameter.high)
    ]


@pytest.mark.parametrize("name", SESSIONS)
def test_scored_as_it_is(name: str) -> None:
    assert variation(name).causes == score(SESSIONS[name]).causes
    assert variation(name).links == score(SESSIONS[name]).links


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_number_that_is_not_read_changes_nothing(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(SESSIONS)))
    table, parameter, end = data.draw(st.sampled_from(unread(name)))
    assert score(SESSIONS[name], *changed(table, parameter, end)).causes == variation(name).causes


def test_most_numbers_that_are_read_move_something() -> None:
    """The list of numbers is not just everything: most of them matter to a cause that leads."""
    numbers = variation("one").numbers
    assert len(numbers) < len(MODEL.parameters.rows) / 3
    assert {"prior.overwork", "class.routine.specificity", "link.cap"} <= {one.parameter.name for one in numbers}
    assert all(one.parameter.checked != COMPUTED for one in numbers)


def test_an_end_that_the_model_forbids_is_left_out_and_said() -> None:
    """A novice who calls nine of ten healthy muscles weak breaks a condition of the model."""
    atlas, model = narrowed(("class.novice.specificity",))
    novice = evolve(model.parameters.rows["class.novice.specificity"], low=0.1)
    rows = {**model.parameters.rows, "class.novice.specificity": novice}
    found = ranges(ONE, atlas, evolve(model, parameters=Parameters(ReadOnly(rows))))
    (skipped,) = found.skipped
    assert (skipped.table, skipped.name, skipped.value) == ("model", "class.novice.specificity", 0.1)
    assert "M102" in skipped.reason
    assert "class.novice.specificity" in str(found)
    (movement,) = found.causes[0].movements
    assert (movement.at_low is None, movement.at_high is None) == (True, False)


PLANTED = CompensationRow(
    ("planted",), "recalled", "gluteus_medius", "opponens_pollicis", "same", "for", "", "planted", "A", ""
)


def planted(*rows: CompensationRow) -> Atlas:
    """The atlas with more rows of compensations, in which what is documented best counts for much."""
    evidence = ATLAS.tables.evidence
    tables = ATLAS.replace({"link.documented.A": 0.99}).tables
    return Atlas(tables.replace(evidence=evolve(evidence, compensations=(*evidence.compensations, *rows))))


def test_the_source_that_carries_the_first_cause() -> None:
    """A muscle of the hand, of which only one source knows that it has to do with the hip."""
    model = MODEL.replace({"region.hand.share": 0.9, "prior.overwork": 3})
    thumb = "overwork:opponens_pollicis_l"
    atlas = planted(PLANTED)
    before = score(ONE, atlas, model)
    assert before.causes[0].id == thumb
    found = without_sources(ONE, atlas, model)
    most = found[0]
    assert (most.source, most.rows, most.overtaken) == ("planted", 1, True)
    assert most.first.id == first(ONE, planted(), model)
    # Nothing bears on the thumb any more, so it has its prior.
    assert most.probability == before.causes[0].prior
    assert not any(one.overtaken for one in found[1:])
    assert all((one.first.id, one.first.probability) == (thumb, one.probability) for one in found[1:])


def test_a_source_that_another_one_confirms_carries_nothing() -> None:
    model = MODEL.replace({"region.hand.share": 0.9, "prior.overwork": 3})
    confirmed = evolve(PLANTED, sources=("planted", "other"))
    sources = {one.source for one in without_sources(ONE, planted(confirmed), model)}
    assert not sources & {"planted", "other"}


def test_without_a_source_as_scored_without_its_rows() -> None:
    before = score(ONE).causes[0]
    found = without_sources(ONE)
    assert found
    for one in found:
        evidence = ATLAS.tables.evidence
        tables = ("slings", "contralateral", "compensations", "takeovers")
        kept = {
            table: tuple(row for row in getattr(evidence, table) if row.sources != (one.source,)) for table in tables
        }
        assert one.rows == sum(len(getattr(evidence, table)) - len(kept[table]) for table in tables)
        after = score(ONE, Atlas(ATLAS.tables.replace(evidence=evolve(evidence, **kept))))
        probability = next(cause.probability for cause in after.causes if cause.id == before.id)
        assert one.probability == pytest.approx(probability, rel=1e-9)
        assert one.overtaken == (after.causes[0].id != before.id)
        assert one.probability != before.probability


def test_an_analysis_is_json_and_text_and_the_same_again() -> None:
    atlas, model = narrowed()
    found = analyse(ONE, atlas, model)
    again = analyse(ONE, atlas, model)
    assert found == again
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False)) == again.to_dict()
    assert again.to_dict()["first"]["id"] == first(ONE)
    assert found.change == smallest_change(ONE, atlas, model)
    assert found.ranges == ranges(ONE, atlas, model)
    assert found.change is not None
    parameter = found.change.number.parameter
    for said in (found.change.first.name, found.change.instead.name, parameter.name, f"grade {parameter.grade}"):
        assert said in str(found)


def test_a_session_on_which_no_cause_bears() -> None:
    found = analyse(session(("pain", "knee", "left", "present")))
    assert (found.first, found.change, found.ranges.causes, found.without) == (None, None, (), ())
    assert str(found) == "No cause bears on the findings"
