"""Empty sessions to fill in: the columns explained, and with a region its standard strength tests as rows."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from nktlib import vocab
from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName
from nktlib.sessions.table import REMARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Muscle

REMARKS: Final = (
    "One finding a row, in the order they were made. Lines above the header that begin with # are not read.",
    "kind, site and outcome are always needed; leave the rest blank where it does not apply.",
)
WORDS: Final = {
    "kind": vocab.KINDS,
    "side": vocab.SIDES,
    "stimulus": vocab.STIMULI,
    "on_side": vocab.SIDES,
    "reads": vocab.READS,
    "pain": ("yes", "no"),
    "step": vocab.STEPS,
    "blinded": ("yes", "no"),
}
"""The words that a column takes, where they do not depend on the kind."""


def session_template(region: str | None = None, *, atlas: Atlas | None = None) -> str:
    """Give the text of a CSV file with every column explained and no findings.

    With a ``region`` ("hip") it has a row for each standard strength test of the muscles that lie in the region or move
    its joints, on each side, all of them ``not_tested`` yet; the position for the test stands in the note.

    Raises :class:`~nktlib.errors.UnknownName` for what is no region.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([f"{REMARK} {remark}"] for remark in REMARKS)
    writer.writerows([f"{REMARK} {column}: {explain(column)}"] for column in vocab.COLUMNS)
    writer.writerow(vocab.COLUMNS)
    if region is not None:
        atlas = load_atlas() if atlas is None else atlas
        for muscle in standard_tests(atlas, region):
            position = "" if muscle.manual_test is None else muscle.manual_test.position
            for side in atlas.sides_of("muscle", muscle.id):
                cells = {"kind": "strength", "site": muscle.name, "side": side, "outcome": "not_tested"}
                writer.writerow([(cells | {"note": position}).get(column, "") for column in vocab.COLUMNS])
    return stream.getvalue()


def explain(column: str) -> str:
    """Say in one line what a column takes."""
    meaning = vocab.COLUMN_MEANINGS[column]
    if column == "outcome":
        words = [f"{kind}: {', '.join(outcomes)}" for kind, outcomes in vocab.OUTCOMES.items()]
        words[0] += ", or a grade from 0 to 5 such as 4+ or 4/5"
        return f"{meaning} ({'; '.join(words)})"
    return f"{meaning} ({', '.join(WORDS[column])})" if column in WORDS else meaning


def standard_tests(atlas: Atlas, region: str) -> Iterator[Muscle]:
    """Give the muscles with a standard strength test that lie in a region or move its joints, in the atlas's order.

    Raises :class:`~nktlib.errors.UnknownName` for what is no region, with those that there are where none is near.
    """
    try:
        place = atlas.names.find(region, ("region",)).id
    except UnknownName as error:
        raise UnknownName(region, error.suggestions or [one.name for one in atlas.tables.regions.values()]) from None
    joints = {joint.id for joint in atlas.tables.joints.values() if joint.region == place}
    for muscle in atlas.muscles.values():
        near = muscle.region == place or place in muscle.other_regions
        moves = any(action.joint in joints and action.role != "stabilizer" for action in muscle.actions)
        if muscle.tested and (near or moves):
            yield muscle
