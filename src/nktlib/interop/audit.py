"""Audit files: a session's network in formats of other engines, so that anyone can recompute its posteriors.

One file answers everything: the latent class of the examiner is a variable in it. With ``examiner`` the file is for one
class alone (:func:`~nktlib.interop.ordinary.ordinary` says how to put the classes together again). A session with an
unknown side has two networks, one a side.

Numbers are written so that reading them as doubles gives them back exactly. pyAgrum 3.3.1 reads those in BIF and UAI in
single precision and those in XMLBIF in double; it also takes the parents of a UAI table in reverse.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

from nktlib.interop.ordinary import ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nktlib.inference.network import Network
    from nktlib.interop.ordinary import Ordinary
    from nktlib.model.build import Built

LEGEND: Final = (
    "A network of nktlib with the findings of one session.",
    "",
    "overwork_..., nerve_..., root_..., joint_..., local_...: the causes, active or not. These are asked for.",
    "examiner: how reliable the examiner is, shared by all findings. Missing in a file for one class.",
    "fires_CAUSE_at_NODE: the level to which the cause drives the node.",
    "test_N_notices_CAUSE_at_NODE: the level that test N noticed of that firing.",
    "test_N_draws_for_CAUSE: the member of the group that the test looks at for that cause.",
    "sign_N_notices_CAUSE: whether a reflex, sensation, sign, palpation or pain noticed the cause.",
    "..._highest_K: the higher of two levels; a tree of these, in place of one large table.",
    "..._outcome: seen, with the likelihood of what was found.",
    "",
    "A finding in which nothing was noticed has no such tree: all that it could have noticed is observed to be none.",
    "Set the evidence below. P(evidence) is then P(findings), and the posteriors are those of the session.",
)
"""What the names mean, for whoever opens a file."""


def evidence(built: Built | Network, examiner: int | None = None) -> dict[str, str]:
    """Give the evidence to set in a file of :func:`bif` or :func:`xmlbif`: variable -> state.

    Raises ``IndexError`` for a class that is not there.
    """
    return _evidence(ordinary(built, examiner))


def bif(built: Built | Network, examiner: int | None = None) -> str:
    """Give a network in the Bayesian Interchange Format, laid out as in the bnlearn repository.

    A comment at the top explains the names, says what each finding is about, and lists the evidence, which the format
    has no place for. Source: http://www.cs.cmu.edu/~fgcozman/Research/InterchangeFormat/Old/xmlbif02.html. Rows are
    labelled with the states of the parents; that of the last one changes fastest.

    Raises ``IndexError`` for a class that is not there.
    """
    plain = ordinary(built, examiner)
    states = {variable.name: variable.states for variable in plain.variables}
    lines = [f"// {line}".rstrip() for line in _explanation(plain)]
    lines += ["network nktlib {", "}"]
    for name, of_name in states.items():
        lines += [f"variable {name} {{", f"  type discrete [ {len(of_name)} ] {{ {', '.join(of_name)} }};", "}"]
    for variable in plain.variables:
        given = f" | {', '.join(variable.parents)}" if variable.parents else ""
        lines.append(f"probability ( {variable.name}{given} ) {{")
        labels = product(*[states[parent] for parent in variable.parents])
        for label, row in zip(labels, variable.rows, strict=True):
            head = f"({', '.join(label)})" if label else "table"
            lines.append(f"  {head} {_numbers(row, ', ')};")
        lines.append("}")
    return _text(lines)


def xmlbif(built: Built | Network, examiner: int | None = None) -> str:
    """Give a network as XMLBIF 0.3, with the same comment as :func:`bif`.

    In a table the states of the variable change fastest, then those of its last parent: so pyAgrum and pgmpy read it.
    Source: http://www.cs.cmu.edu/afs/cs/user/fgcozman/www/Research/InterchangeFormat/index.html

    Raises ``IndexError`` for a class that is not there.
    """
    plain = ordinary(built, examiner)
    lines = ['<?xml version="1.0"?>', "<!--", *_explanation(plain), "-->"]
    lines += ['<BIF VERSION="0.3">', "<NETWORK>", "<NAME>nktlib</NAME>"]
    for variable in plain.variables:
        lines += ['<VARIABLE TYPE="nature">', f"<NAME>{variable.name}</NAME>"]
        lines += [*(f"<OUTCOME>{state}</OUTCOME>" for state in variable.states), "</VARIABLE>"]
    for variable in plain.variables:
        lines += ["<DEFINITION>", f"<FOR>{variable.name}</FOR>"]
        lines += [f"<GIVEN>{parent}</GIVEN>" for parent in variable.parents]
        lines += ["<TABLE>", *(_numbers(row, " ") for row in variable.rows), "</TABLE>", "</DEFINITION>"]
    return _text([*lines, "</NETWORK>", "</BIF>"])


def uai(built: Built | Network, examiner: int | None = None) -> tuple[str, str]:
    """Give a network in the UAI format, and its evidence as a ``.uai.evid`` file.

    The format has numbers in place of names and no comments: variable n is the n-th of the file of :func:`bif`, from 0;
    so the first are the causes, in the order of the network. Source: http://graphmod.ics.uci.edu/uai08/FileFormat: the
    variable stands last in the scope of its table, and the state of the last one changes fastest. The evidence is one
    line: how many variables are observed, and for each its number and that of its state.

    Raises ``IndexError`` for a class that is not there.
    """
    plain = ordinary(built, examiner)
    numbers = {variable.name: number for number, variable in enumerate(plain.variables)}
    count = str(len(numbers))
    lines = ["BAYES", count, " ".join(str(len(variable.states)) for variable in plain.variables), count]
    for variable in plain.variables:
        scope = [numbers[name] for name in (*variable.parents, variable.name)]
        lines.append(" ".join(map(str, (len(scope), *scope))))
    for variable in plain.variables:
        lines += ["", str(len(variable.rows) * len(variable.states)), *(_numbers(row, " ") for row in variable.rows)]
    observed = [number for name, state in plain.evidence for number in (numbers[name], state)]
    return _text(lines), _text([" ".join(map(str, (len(plain.evidence), *observed)))])


def _evidence(plain: Ordinary) -> dict[str, str]:
    states = {variable.name: variable.states for variable in plain.variables}
    return {name: states[name][state] for name, state in plain.evidence}


def _explanation(plain: Ordinary) -> Iterator[str]:
    yield from LEGEND
    yield from ("", "Findings:", *plain.notes)
    yield from ("", "Evidence:", *(f"{name} = {state}" for name, state in _evidence(plain).items()), "")


def _numbers(row: Iterable[float], separator: str) -> str:
    """Print numbers so that none loses a digit."""
    return separator.join(map(repr, row))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
