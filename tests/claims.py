"""What must come out of the six published cases: claims that the tests hold and that the sensitivity report counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from nktlib.assessment.result import Assessment, CausePosterior
    from nktlib.sessions.finding import Session

FIBULAR = ("common_fibular_nerve", "deep_fibular_nerve", "superficial_fibular_nerve")
CHALLENGED = {
    "c07": {"scar_abdomen", "pectoralis_minor_l", "triceps_brachii_l"},
    "c16": {"psoas_major", "quadratus_lumborum", "tensor_fasciae_latae", "pectoralis_minor"},
}


def case(name: str) -> Session:
    """One of the six sessions that ship with the library."""
    return read_session(data_directory() / "sessions" / f"{name}.csv")


def first(result: Assessment, kind: str) -> CausePosterior:
    """The most probable cause of a kind."""
    return next(cause for cause in result.causes if cause.kind == kind)


def c7_leads(result: Assessment) -> bool:
    return result.causes[0].id == "root:c7_l"


def fibular_or_l5_leads(result: Assessment) -> bool:
    nerve, root = first(result, "nerve"), first(result, "root")
    return (
        nerve.target in FIBULAR
        and nerve.side == "left"
        and root.id == "root:l5_l"
        and result.causes[0].id in (nerve.id, root.id)
        and any(flag.kind == "referral" for flag in result.flags)
    )


def calf_itself_leads(result: Assessment) -> bool:
    return result.causes[0].id in ("local:gastrocnemius_r", "local:soleus_r")


def challenged_leads_c07(result: Assessment) -> bool:
    return first(result, "overwork").id.removeprefix("overwork:") in CHALLENGED["c07"]


def challenged_leads_c16(result: Assessment) -> bool:
    cause = first(result, "overwork")
    return cause.target in CHALLENGED["c16"] and cause.side == "unknown"


def nobody_is_blamed(result: Assessment) -> bool:
    return first(result, "overwork").probability < 0.5


CLAIMS: dict[str, tuple[str, Callable[[Assessment], bool]]] = {
    "n01": ("the left C7 root is first", c7_leads),
    "n14": (
        "common fibular nerve or branch first nerve, L5 first root, one of them first, referral",
        fibular_or_l5_leads,
    ),
    "p04": ("the right gastrocnemius or soleus itself is first", calf_itself_leads),
    "c07": ("the first overwork cause is a challenged one", challenged_leads_c07),
    "c16": ("the first overwork cause is a challenged one", challenged_leads_c16),
    "c25": ("no overwork cause reaches 0.5", nobody_is_blamed),
}
