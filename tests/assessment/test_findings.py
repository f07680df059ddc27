"""What each kind of finding may and may not do to the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.errors import SessionError, TableError
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, object]


def row(text: str, **more: object) -> Row:
    """``strength, soleus, left, weak`` as a record; a challenge goes on with stimulus, place and side there."""
    columns = ("kind", "site", "side", "outcome", "stimulus", "on", "on_side")
    cells = (cell.strip() or None for cell in text.split(","))
    return dict(zip(columns, cells, strict=False)) | more


def causes(*rows: Row) -> dict[str, float]:
    return {cause.id: cause.probability for cause in score(Session.from_records(rows)).causes}


def codes(*rows: Row) -> set[str]:
    return {flag.code for flag in score(Session.from_records(rows)).flags}


WEAK = row("strength, glute med, left, weak")


def test_a_challenge_gives_its_pair_at_least_the_floor() -> None:
    """A pair that the atlas links weakly is not worse off than one without any link, at the same prior."""
    linked, unlinked = "quadratus_lumborum", "latissimus_dorsi"
    strengths = {link.compensator: link.strength for link in load_atlas().compensators("gluteus_medius_l")}
    assert strengths[f"{linked}_l"] < load_model()["challenge.floor"]
    assert f"{unlinked}_l" not in strengths
    found = {
        name: causes(WEAK, row(f"challenge, glute med, left, strengthens, touch, {name.replace('_', ' ')}, left"))
        for name in (linked, unlinked)
    }
    assert found[linked][f"overwork:{linked}_l"] >= found[unlinked][f"overwork:{unlinked}_l"] * 0.999


def test_the_side_of_the_test_is_known_though_that_of_the_touch_is_not() -> None:
    result = score(Session.from_records([row("challenge, lat, left, strengthens, touch, pec minor")]))
    assert set(result.levels) == {"latissimus_dorsi_l"}
    assert {cause.side for cause in result.causes if cause.target == "pectoralis_minor"} == {"unknown", "unknown_other"}


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_runs_of_a_test_the_more_abnormal_counts(order: int) -> None:
    saddle = [row("sensation, saddle, , reduced"), row("sensation, saddle, , normal")][::order]
    sign = [row("sign, saddle anaesthesia, , positive"), row("sign, saddle anaesthesia, , negative")][::order]
    assert "R104" in codes(*saddle)
    assert "R104" in codes(*sign)


def test_everything_else_counts_beside_a_reflex_alone() -> None:
    reflex = row("reflex, triceps, left, absent")
    assert causes(reflex, row("strength, everything else, , strong"))["root:c7_l"] < causes(reflex)["root:c7_l"]


def test_everything_else_of_a_side_says_nothing_of_the_other() -> None:
    # A muscle without a partner on the other side that might take over for it.
    weak = row("strength, extensor pollicis longus, left, weak")
    right = causes(weak, row("strength, everything else, right, strong"))
    assert right["root:c7_l"] == pytest.approx(causes(weak)["root:c7_l"], rel=1e-9)
    assert causes(weak, row("strength, everything else, left, strong"))["root:c7_l"] < right["root:c7_l"]


def test_lost_sensation_in_the_median_field_speaks_for_the_carpal_tunnel() -> None:
    thenar = [row("strength, abductor pollicis brevis, left, weak"), row("sign, Phalen, left, positive")]
    sensation = row("sensation, tips of index and middle finger, left, reduced")
    name = "nerve:median_nerve_at_the_wrist_l"
    assert causes(*thenar, sensation)[name] > causes(*thenar)[name]


def test_a_group_of_the_midline_is_one_test() -> None:
    assert score(Session.from_records([row("strength, core, midline, weak")])).findings == 1


def test_another_examiner_contradicts_nothing() -> None:
    strong = row("strength, soleus, left, strong", examiner="one")
    challenge = row("challenge, soleus, left, strengthens, touch, popliteus, left")
    assert causes(strong, challenge | {"examiner": "two"})
    with pytest.raises(SessionError, match="S305"):
        causes(strong, challenge | {"examiner": "one"})


def test_a_test_that_only_hurt_is_no_baseline() -> None:
    painful = row("strength, psoas, left, painful")
    unchanged = row("challenge, psoas, left, no_change, touch, quadratus lumborum, left")
    name = "overwork:quadratus_lumborum_l"
    assert causes(painful, unchanged)[name] == pytest.approx(causes(painful)[name], rel=1e-9)


def test_a_weak_test_that_hurts_speaks_for_the_muscle_itself() -> None:
    hurt, painless = causes(WEAK | {"pain": True}), causes(WEAK | {"pain": False})
    assert hurt["local:gluteus_medius_l"] > causes(WEAK)["local:gluteus_medius_l"] > painless["local:gluteus_medius_l"]


def test_an_injury_of_both_sides_is_one_event_to_what_lies_between() -> None:
    weak = row("strength, multifidus, left, weak")
    priors = {}
    for side in ("left", "both"):
        result = score(Session.from_records([weak, row(f"history, buttock, {side}, injury")]))
        priors[side] = next(cause.prior for cause in result.causes if cause.id == "joint:thoracolumbar_spine")
    assert priors["both"] == priors["left"]


@pytest.mark.parametrize("outcome", ["strengthens", "no_change"])
def test_a_touch_moves_its_link_the_right_way(outcome: str) -> None:
    before = causes(WEAK)["overwork:tensor_fasciae_latae_l"]
    after = causes(WEAK, row(f"challenge, glute med, left, {outcome}, touch, TFL, left"))[
        "overwork:tensor_fasciae_latae_l"
    ]
    assert (after > before) == (outcome == "strengthens")


def test_three_weak_muscles_of_one_nerve_are_named() -> None:
    """Wrist drop in plain words: the radial nerve, without any grade."""
    drop = [
        row(f"strength, {name}, right, weak") for name in ("wrist extension", "finger extension", "thumb extension")
    ]
    result = score(Session.from_records(drop))
    (flag,) = [flag for flag in result.flags if flag.code == "R109"]
    assert flag.detail in ("radial_nerve_r", "deep_branch_of_radial_nerve_r")
    assert "R109" not in codes(*drop[:2])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"local.inhibited": 0.95}, "M104"),
        ({"prior.overwork": 130.0}, "M105"),
        ({"class.novice.sensitivity": 0.1}, "M101"),
        ({"class.novice.sensitivity": 0.25, "class.novice.specificity": 0.74}, "M102"),
        ({"challenge.floor": 1.5}, "M103"),
        ({"prior.overwork": float("nan")}, "M103"),
    ],
)
def test_numbers_that_cannot_be_are_refused(change: dict[str, float], code: str) -> None:
    with pytest.raises(TableError) as error:
        load_model().replace(change)
    assert code in {fault.code for fault in error.value.faults}


def test_a_very_long_session_does_not_vanish() -> None:
    """A thousand findings by as many examiners: the plain product of their likelihoods is below any float."""
    rows = [row("palpation, soleus, left, tender", examiner=str(number)) for number in range(700)]
    rows += [row("strength, soleus, left, strong", examiner=str(n)) for n in range(350)]
    result = score(Session.from_records(rows))
    assert result.log_evidence < -745
    assert sum(result.levels["soleus_l"]) == pytest.approx(1)


@pytest.mark.slow
@pytest.mark.parametrize("side", ["left", ""])
def test_too_many_weak_findings_are_sampled_and_say_so(side: str) -> None:
    atlas = load_atlas()
    areas = {region.id: region.area for region in atlas.tables.regions.values()}
    legs = [m.id for m in atlas.muscles.values() if m.tested and m.paired and areas[m.region] == "lower_limb"]
    result = score(Session.from_records(row(f"strength, {muscle}, {side}, weak") for muscle in legs[:32]))
    assert result.method != "exact"
    assert {cause.id for cause in result.causes[:20]} <= set(result.errors)
    assert set(result.levels) <= set(result.errors)
    assert all(0 < result.errors[cause.id] < (0.05 if side else 0.5) for cause in result.causes[:20])
    assert "Sampled, not exact" in str(result)
    assert json.dumps(result.to_dict(), allow_nan=False)


def test_what_is_exact_says_so() -> None:
    result = score(Session.from_records([row("strength, soleus, left, weak")]))
    assert (result.method, result.errors) == ("exact", {})
    assert 0 < result.error < 1e-11


def test_what_was_not_tested_is_of_the_regions_that_were() -> None:
    tested = [row("strength, ankle dorsiflexion, left, weak"), row("strength, great toe extension, left, weak")]
    (flag,) = [flag for flag in score(Session.from_records(tested)).flags if flag.code == "U101"]
    missing = flag.detail.partition("not tested: ")[2].split(", ")
    regions = {muscle.name: muscle.region for muscle in load_atlas().muscles.values()}
    assert missing
    assert {regions[name] for name in missing} <= {"leg", "foot"}


def test_a_model_of_ones_own_must_be_whole(tmp_path: Path) -> None:
    shipped = data_directory() / "model" / "parameters.csv"
    lines = shipped.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "parameters.csv"
    path.write_text("".join(line for line in lines if not line.startswith("prior.local,")), encoding="utf-8")
    with pytest.raises(TableError) as error:
        load_model(path)
    assert [(fault.code, fault.column) for fault in error.value.faults] == [("M106", "prior.local")]
    assert load_model(shipped).parameters == load_model().parameters
