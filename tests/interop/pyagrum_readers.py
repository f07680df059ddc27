"""Audit files as pyAgrum holds them, and what it answers."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    import pyagrum

SINGLE = 1e-6
"""pyAgrum reads BIF in single precision."""


def load(text: str, suffix: str) -> pyagrum.BayesNet:
    """Let pyAgrum read a file."""
    import pyagrum

    with TemporaryDirectory() as directory:
        path = Path(directory) / f"network.{suffix}"
        path.write_text(text, encoding="utf-8")
        return pyagrum.loadBN(str(path))


def solve(net: pyagrum.BayesNet, observed: dict[str, str] | dict[str, int]) -> pyagrum.LazyPropagation:
    import pyagrum

    engine = pyagrum.LazyPropagation(net)
    engine.setEvidence(observed)
    engine.makeInference()
    return engine


def read_bif(text: str) -> pyagrum.BayesNet:
    """Let pyAgrum read BIF, and then put in the digits that it dropped: the file's numbers have to fit what it read."""
    net = load(text, "bif")
    for head, body in re.findall(r"^probability \( (.+?) \) \{\n(.*?)^\}", text, re.DOTALL | re.MULTILINE):
        name, *parents = re.split(r" \| |, ", head)
        assert set(net.cpt(name).names) == {name, *parents}
        for label, numbers in re.findall(r"^  (table|\(.+\)) (.+);$", body, re.MULTILINE):
            row = [float(number) for number in numbers.split(", ")]
            states = {} if label == "table" else dict(zip(parents, label[1:-1].split(", "), strict=True))
            assert list(net.cpt(name)[states]) == pytest.approx(row, rel=SINGLE)
            net.cpt(name)[states] = row
    return net


def read_uai(text: str) -> pyagrum.BayesNet:
    """Read UAI as its description says; pyAgrum's own reader takes the parents in reverse."""
    import pyagrum

    kind, *words = text.split()
    assert kind == "BAYES"
    tokens = iter(words)

    def integers(count: int) -> list[int]:
        return [int(next(tokens)) for _ in range(count)]

    net = pyagrum.BayesNet()
    sizes = integers(*integers(1))
    for number, size in enumerate(sizes):
        net.add(pyagrum.LabelizedVariable(str(number), "", size))
    scopes = [integers(*integers(1)) for _ in range(*integers(1))]
    for *parents, child in scopes:
        for parent in parents:
            net.addArc(parent, child)
        (count,) = integers(1)
        values = np.array([float(next(tokens)) for _ in range(count)]).reshape(
            [sizes[one] for one in (*parents, child)]
        )
        for states in np.ndindex(*values.shape[:-1]):
            where = {str(parent): int(state) for parent, state in zip(parents, states, strict=True)}
            net.cpt(child)[where] = list(values[states])
    assert next(tokens, None) is None
    return net


def observed_in(text: str) -> dict[str, int]:
    """Read a ``.uai.evid`` file."""
    count, *pairs = map(int, text.split())
    assert len(pairs) == 2 * count
    return {str(number): state for number, state in zip(pairs[::2], pairs[1::2], strict=True)}
