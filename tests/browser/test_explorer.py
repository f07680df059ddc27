"""The explorer as it is used: from "what could be shutting down my glute max, and who says so?" to the sources."""

from __future__ import annotations

import csv
import json
import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from playwright.sync_api import expect

from tests.browser import explorer
from tests.browser.explorer import ATLAS, neighbours, shown_name

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visits

MUSCLE = "gluteus_maximus_r"
ANTAGONIST = frozenset({"antagonist"})


def printed(file: Path) -> list[str]:
    """What a snippet prints when it is run by the Python that runs these tests."""
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout.split()


def test_the_whole_way_from_a_question_to_its_sources(visit: Visits, tmp_path: Path) -> None:
    page = visit("explore.html")

    # Search, and open what was found.
    expect(explorer.search(page, "glute max").first).to_contain_text("gluteus maximus")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"m={MUSCLE}"))
    assert explorer.centre(page) == MUSCLE
    assert explorer.in_table(page) == list(neighbours(MUSCLE)[: explorer.MOST - 1])

    # Antagonists off.
    antagonists = explorer.legend(page, "antagonist")
    antagonists.click()
    expect(antagonists).to_have_attribute("aria-pressed", "false")
    expected = neighbours(MUSCLE, ANTAGONIST)[: explorer.MOST - 1]
    assert explorer.in_table(page) == list(expected)
    assert set(explorer.in_picture(page)) == {MUSCLE, *expected}

    # Follow the strongest compensator: Tab into the picture, arrows to it, Enter.
    strongest = ATLAS.compensators(MUSCLE)[0].compensator
    assert expected[0] == strongest
    antagonists.focus()
    explorer.tab_into_picture(page)
    for _press in range(len(expected)):
        page.keyboard.press("ArrowRight")
        if explorer.focused(page) == strongest:
            break
    assert explorer.focused(page) == strongest
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"m={strongest}"))
    assert explorer.centre(page) == strongest
    assert explorer.focused(page) == strongest, "the focus follows into the middle"

    # Open the sources of an edge, by keyboard still.
    page.keyboard.press("ArrowRight")
    other = explorer.focused(page)
    assert other is not None
    page.keyboard.press("Space")
    panel = page.get_by_role("dialog")
    expect(
        panel.get_by_role("heading", name=re.compile(f"{shown_name(other)} and {shown_name(strongest)}"))
    ).to_be_visible()
    expect(panel.get_by_role("heading", name="Sources")).to_be_visible()
    expect(panel).to_contain_text("In a score:")
    assert re.search(r"grade [ABCD]", panel.inner_text())
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert explorer.focused(page) == other, "the focus goes back to where it was"

    # The address holds it all.
    before = explorer.in_picture(page), explorer.in_table(page)
    page.reload(wait_until="networkidle")
    assert (explorer.in_picture(page), explorer.in_table(page)) == before
    expect(explorer.legend(page, "antagonist")).to_have_attribute("aria-pressed", "false")
    page.go_back()
    expect(page).to_have_url(re.compile(f"m={MUSCLE}"))
    page.go_forward()
    expect(page).to_have_url(re.compile(f"m={strongest}"))

    # What is exported is what is shown.
    root = ET.fromstring(explorer.export(page, "SVG", tmp_path).read_bytes())  # noqa: S314 - our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert ATLAS.muscles[ATLAS.nodes[strongest].base].name in "".join(root.itertext())
    assert printed(explorer.export(page, "Python", tmp_path)) == [strongest, *before[1]]


def test_the_path_from_masseter_to_gluteus_maximus(visit: Visits, tmp_path: Path) -> None:
    page = visit("explore.html")
    explorer.search(page, "masseter")
    page.keyboard.press("Enter")
    start = explorer.centre(page)
    assert ATLAS.nodes[start].base == "masseter" or ATLAS.muscles[ATLAS.nodes[start].base].whole == "masseter"
    explorer.unfold(page, "Path to")
    explorer.search(page, "gluteus maximus", "Path to")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"to={MUSCLE}"))
    graph = nx.DiGraph(ATLAS.graph.edges())
    shortest = {tuple(path) for path in nx.all_shortest_paths(graph, start, MUSCLE)}
    listed = page.locator("ol.nkt-paths > li")
    expect(listed.first).to_be_visible()
    named = {tuple(shown_name(node) for node in path) for path in shortest}
    for item in listed.all():
        assert tuple(item.get_by_role("link").all_inner_texts()) in named
    expect(page.get_by_role("status").filter(has_text="shortest path").first).to_contain_text(str(len(shortest)))
    root = ET.fromstring(explorer.export(page, "SVG", tmp_path).read_bytes())  # noqa: S314 - our own file
    assert "masseter" in "".join(root.itertext())
    found = json.loads(explorer.export(page, "JSON", tmp_path).read_text(encoding="utf-8"))
    nodes = [node["id"] for node in found["nodes"]]
    assert {nodes[0], MUSCLE} <= set(nodes)
    assert set(nodes) <= {node for path in shortest for node in path}
    assert sorted(printed(explorer.export(page, "Python", tmp_path))) == sorted(nodes)


VIEWS = {
    "one muscle": "m=psoas_major_l",
    "two steps": "m=popliteus_r&hop=2",
    "one relation": "m=gluteus_maximus_r&rel=synergist",
    "no relation": "m=gluteus_maximus_r&rel=",
    "a joint and a side": "m=gluteus_maximus_r&joint=hip&side=left",
    "a nerve": "m=gluteus_maximus_r&nerve=sciatic_nerve",
    "a root": "m=gluteus_maximus_r&root=l5",
    "a region": "m=gluteus_maximus_r&region=thigh",
    "a grade": "m=gluteus_maximus_r&grade=B",
    "by hand": "m=gluteus_maximus_r&tested=no",
    "midline": "m=diaphragm",
    "structure": "m=temporomandibular_joint_r",
    "path": "m=masseter_r&to=gluteus_maximus_r",
    "comparison": "m=rectus_femoris_r&with=psoas_major_r",
    "nonsense is ignored": "m=gluteus_maximus_r&colour=red&rel=synergist,nonsense&root=l5&nerve=none",
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_what_is_exported_is_what_is_shown(visit: Visits, tmp_path: Path, view: str) -> None:
    page = visit(f"explore.html#v=1&{view}")
    found = json.loads(explorer.export(page, "JSON", tmp_path).read_text(encoding="utf-8"))
    nodes = [node["id"] for node in found["nodes"]]
    assert nodes
    with redirect_stdout(StringIO()) as output:
        runpy.run_path(str(explorer.export(page, "Python", tmp_path)))
    again = output.getvalue().split()
    if "with=" in view:
        assert set(nodes[2:]) == set(explorer.in_table(page))
        assert sorted(again) == sorted(nodes)
    else:
        assert "to=" in view or nodes[1:] == explorer.in_table(page)
        assert sorted(nodes) == sorted(explorer.in_picture(page))
        assert again == nodes
    with explorer.export(page, "CSV", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} | {row["target"] for row in rows} <= set(nodes)
    for row in rows:
        if row["kind"] != "link":
            weight = ATLAS.graph[row["source"]][row["target"]][row["kind"]]["weight"]
            assert float(row["weight"]) == pytest.approx(weight, abs=explorer.STEP)
    if "with=" not in view:
        assert explorer.export(page, "PNG", tmp_path).read_bytes().startswith(b"\x89PNG\r\n")


def test_filters_count_as_the_library_does(visit: Visits) -> None:
    page = visit(f"explore.html#v=1&m={MUSCLE}")
    explorer.unfold(page, "Filters")
    around = [ATLAS.nodes[node] for node in neighbours(MUSCLE)]
    muscles = [ATLAS.muscles[node.base] for node in around if node.base in ATLAS.muscles]
    by_nerve = {
        nerve.name: sum(
            bool({share.of for share in muscle.nerves} & set(ATLAS.branches(nerve.id))) for muscle in muscles
        )
        for nerve in ATLAS.tables.nerves.values()
    }
    tested = sum(muscle.tested for muscle in muscles)
    expected = {
        "side": {side: sum(node.side == side for node in around) for side in ("right", "left", "midline")},
        "root": {
            root.upper(): sum(root in {share.of for share in muscle.roots} for muscle in muscles)
            for root in {share.of for muscle in muscles for share in muscle.roots}
        },
        "nerve, with its branches": {name: count for name, count in by_nerve.items() if count},
        "testable by hand": {"tested by hand": tested, "not tested by hand": len(around) - tested},
    }
    for label, counts in expected.items():
        texts = page.get_by_label(label, exact=True).locator("option").all_inner_texts()
        found = {name: int(count) for text in texts for name, count in re.findall(r"^(.*) \((\d+)\)$", text.strip())}
        assert found == {name: count for name, count in counts.items() if count}


def test_the_table_sorts_by_every_column(visit: Visits) -> None:
    page = visit(f"explore.html#v=1&m={MUSCLE}")
    before = explorer.in_table(page)
    for button in page.get_by_role("region", name="Table").locator("thead button").all():
        button.click()
        once = explorer.in_table(page)
        assert sorted(once) == sorted(before)
        head = page.locator("th[aria-sort]")
        expect(head).to_have_count(1)
        direction = head.get_attribute("aria-sort")
        button.click()
        assert head.get_attribute("aria-sort") != direction
    page.get_by_role("button", name=re.compile("^neighbour")).click()
    names = [shown_name(node) for node in explorer.in_table(page)]
    assert names in (sorted(names), sorted(names, reverse=True))


def test_every_muscle_is_found_by_its_names(visit: Visits) -> None:
    page = visit("explore.html")
    asked = [
        (muscle.name, name)
        for muscle in ATLAS.muscles.values()
        if not muscle.parts  # those are no nodes, their parts are
        for name in {muscle.name, muscle.latin, muscle.id} - {""}
    ]
    found: list[str] = page.get_by_role("combobox", name="Search").evaluate(TYPED, [name for _muscle, name in asked])
    assert not [pair for pair, options in zip(asked, found, strict=True) if pair[0] not in options]


TYPED = """(field, names) => names.map(name => {
  field.value = name;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return document.getElementById(field.getAttribute('aria-controls')).textContent;
})"""


def test_the_overview_draws_the_whole_graph(visit: Visits) -> None:
    page = visit(f"explore.html#v=1&m={MUSCLE}")
    explorer.unfold(page, "The whole graph")
    canvas = page.locator(".nkt-overview-place canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_function(COLOURS, timeout=10_000)


COLOURS = """() => {
  const canvas = document.querySelector('.nkt-overview-place canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size > 50;
}"""


def test_without_script_the_page_has_the_table(visit: Visits) -> None:
    page = visit("explore.html", java_script_enabled=False)
    table = page.get_by_role("table", name=re.compile("Neighbours of gluteus maximus, right"))
    expect(table).to_be_visible()
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(len(neighbours(MUSCLE)))
    first = rows.first.inner_text()
    strongest = ATLAS.compensators(MUSCLE)[0]
    base = ATLAS.nodes[strongest.compensator].base
    assert ATLAS.muscles[base].name in first
    assert f"{strongest.strength:.2f}" in first
    links = page.locator("details.nkt-index a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {f"muscle/{muscle}.html" for muscle in ATLAS.muscles} <= set(links)
