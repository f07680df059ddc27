"""How outcomes are read: the likelihood of each, for each class of examiner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nktlib.sessions.resolve import is_strong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.model.model import ExaminerClass, Model

Likelihood = tuple[float, float, float]
"""P(outcome | the highest level noticed is 0, 1, 2)."""

GRADE_LEVELS = ("none", "inhibited", "paretic")


def strength_likelihood(outcome: str, examiner: ExaminerClass, model: Model) -> Likelihood | None:
    """Likelihood of an outcome of a strength test; ``None`` where it says nothing of strength (painful, not tested).

    ``strong`` and grade 5 mean that nothing was noticed, plain ``weak`` that something was or that the test misread;
    any other grade weighs the three by the table of grades.
    """
    specificity = examiner.specificity
    if is_strong(outcome):
        return (specificity, 0.0, 0.0)
    if outcome == "weak":
        return (1.0 - specificity, 1.0, 1.0)
    if outcome == "substitution":
        noticed = model["substitution.noticed"]
        return (model["substitution.unnoticed"], noticed, noticed)
    if outcome in ("painful", "not_tested"):
        return None
    none, inhibited, paretic = (_grade_share(outcome, level, model) for level in GRADE_LEVELS)
    return ((1.0 - specificity) * none, inhibited, paretic)


def _grade_share(grade: str, level: str, model: Model) -> float:
    """Share of a grade among the grades below 5 that a level gets."""
    total = sum(value for name, value in model.parameters.under("grade") if name.endswith(f".{level}"))
    return model[f"grade.{grade}.{level}"] / total


NO_CHANGE: Final = "no_change"
TELLING: Final = {"contract": "weakens"}
"""What speaks for a link under a stimulus; under every other one it is that the test strengthens."""


def challenge_likelihood(
    stimulus: str, outcome: str, classes: Sequence[ExaminerClass], model: Model
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """P(outcome | the link did not fire), P(outcome | it fired), an entry a class; ``None`` where it says nothing.

    No change is the complement of the outcome that speaks for the link. A class sharpens or blunts the likelihood ratio
    by its exponent d: fired^d / (fired^d + unfired^d).
    """
    telling = TELLING.get(stimulus, "strengthens")
    stem = f"challenge.{stimulus}.{telling}"
    if outcome not in (telling, NO_CHANGE) or f"{stem}.fired" not in model.parameters:
        return None
    fired, unfired = model[f"{stem}.fired"], model[f"{stem}.unfired"]
    if outcome == NO_CHANGE:
        fired, unfired = 1.0 - fired, 1.0 - unfired
    sharpened = [(unfired**one.discrimination, fired**one.discrimination) for one in classes]
    return (
        tuple(low / (low + high) for low, high in sharpened),
        tuple(high / (low + high) for low, high in sharpened),
    )


def palpation_likelihood(outcome: str, model: Model) -> tuple[float, float]:
    """Of a palpation: (inactive, active), each its share among the outcomes that palpation can have."""

    def share(state: str) -> float:
        total = sum(value for name, value in model.parameters.under("palpation") if name.endswith(f".{state}"))
        return model[f"palpation.{outcome}.{state}"] / total

    return (share("inactive"), share("active"))


def changed_likelihood(kind: str, outcome: str, model: Model) -> tuple[float, float]:
    """Likelihood of a reflex or sensation: (nothing noticed, something noticed)."""
    specificity = model[f"{kind}.specificity"]
    if outcome == "normal":
        return (specificity, 0.0)
    quiet, noticed = model[f"{kind}.absent.unnoticed"], model[f"{kind}.absent.noticed"]
    if outcome == "absent":
        return ((1.0 - specificity) * quiet, noticed)
    return ((1.0 - specificity) * (1.0 - quiet), 1.0 - noticed)


def sign_likelihood(sign: str, outcome: str, model: Model) -> tuple[float, float, float]:
    """Of a sign: (nothing noticed, something noticed) and the probability that a lesion it points to is noticed.

    With one lesion the published sensitivity comes out, as for a strength test.
    """
    sensitivity = model.get(f"sign.{sign}.sensitivity", "sign.other.sensitivity")
    specificity = model.get(f"sign.{sign}.specificity", "sign.other.specificity")
    notice = max(0.0, 1.0 - (1.0 - sensitivity) / specificity)
    return (1.0 - specificity, 1.0, notice) if outcome == "positive" else (specificity, 0.0, notice)
