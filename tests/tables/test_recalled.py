"""What the README says about how the facts and parameters were checked is what the tables hold."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

DATA = data_directory()
FACTS = [path for path in sorted((DATA / "atlas").glob("*.csv")) if path.stem != "weights"]
PARAMETERS = [DATA / "model" / "parameters.csv", DATA / "atlas" / "weights.csv"]
README = DATA.parent / "README.md"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def paragraph() -> str:
    found = re.search(r"<!-- checked -->(.*)<!-- /checked -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "the README has a paragraph between the two marks"
    return " ".join(found[1].split())


def recalled(paths: list[Path]) -> Counter[str]:
    return Counter({path.stem: sum(row["checked"] == "recalled" for row in rows(path)) for path in paths})


def test_the_share_of_recalled_facts() -> None:
    total, held = sum(len(rows(path)) for path in FACTS), recalled(FACTS).total()
    assert f"**{held} of {total:,} rows of facts ({held / total:.1%}) are `recalled`**" in paragraph()


def test_the_tables_that_hold_most_of_them() -> None:
    most = ", ".join(f"`{table}` {count}" for table, count in recalled(FACTS).most_common(5))
    assert f"Most of them stand in {most}." in paragraph()


def test_what_the_parameters_rest_on() -> None:
    bases = Counter(row["basis"] for path in PARAMETERS for row in rows(path))
    kinds = f"{bases['published']} are published, {bases['derived']} derived and {bases['judgement']} judged"
    assert f"Of {bases.total()} parameters, {kinds} ({bases['judgement'] / bases.total():.0%})" in paragraph()


def test_the_share_of_recalled_parameters() -> None:
    held = recalled(PARAMETERS).total()
    assert (
        f"**{held} of the parameters ({held / sum(map(len, map(rows, PARAMETERS))):.0%}) are `recalled`**"
        in paragraph()
    )
