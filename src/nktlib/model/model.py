"""The parameters of the model, with their version, and the conditions that they must meet."""

from __future__ import annotations

from functools import cache
from math import isfinite
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from nktlib.errors import Fault, TableError
from nktlib.tables.parameters import read_parameters
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike
    from pathlib import Path

    from nktlib.tables.parameters import Parameters


@frozen
class ExaminerClass:
    """How an examiner reads: prior weight, sensitivity and specificity of a plain strength test.

    ``discrimination`` is the exponent of the likelihood ratio of a challenge.
    """

    name: str
    weight: float
    sensitivity: float
    specificity: float
    discrimination: float

    @property
    def notice(self) -> float:
        """Probability s of noticing a firing: with one cause firing, the sensitivity comes out of it.

        P(weak | fired) = 1 - specificity x (1 - s) = sensitivity, so s = 1 - (1 - sensitivity) / specificity.
        """
        return 1.0 - (1.0 - self.sensitivity) / self.specificity


@frozen(slots=False)
class Model:
    """Every number of the model. ``model["prior.local"]`` gives one; :meth:`replace` gives a model with others."""

    version: str
    digest: str
    parameters: Parameters = field(repr=False)

    def __getitem__(self, name: str) -> float:
        return self.parameters[name]

    def get(self, name: str, default: str) -> float:
        """Give the number called ``name``, or the one called ``default`` where there is none of its own."""
        return self.parameters.get(name, default)

    def replace(self, values: Mapping[str, float] | None = None, **named: float) -> Model:
        """Give a model with some values changed; in keyword names write two underscores for a dot.

        ``model.replace(prior__overwork=1.0)`` and ``model.replace({"prior.overwork": 1.0})`` are the same.

        Raises :class:`~nktlib.errors.UnknownName` for an unknown parameter, :class:`~nktlib.errors.TableError` if the
        changed numbers break a condition of the model.
        """
        changed = dict(values or {}) | {name.replace("__", "."): value for name, value in named.items()}
        model = evolve(self, parameters=self.parameters.replace(changed))
        model.check()
        return model

    def classes(self) -> tuple[ExaminerClass, ...]:
        """The classes of examiners, their weights adding up to 1."""
        names = [
            name.removesuffix(".weight") for name, _value in self.parameters.under("class") if name.endswith(".weight")
        ]
        total = sum(self[f"class.{name}.weight"] for name in names)
        return tuple(
            ExaminerClass(
                name,
                self[f"class.{name}.weight"] / total,
                self[f"class.{name}.sensitivity"],
                self[f"class.{name}.specificity"],
                self[f"class.{name}.discrimination"],
            )
            for name in names
        )

    def check(self) -> None:
        """Hold the conditions that keep a strong test from speaking for weakness.

        Raises :class:`~nktlib.errors.TableError` with everything that is broken: a noticing probability below 0, or
        max(1 - sensitivity) above min(specificity) over the classes, or a probability outside 0 to 1.
        """
        faults = list(self._faults())
        if faults:
            raise TableError(faults)

    def _impossible(self) -> Iterator[Fault]:
        local = self["local.inhibited"] + self["local.paretic"]
        if local > 1:
            yield Fault("M104", CODES["M104"], None, "local.*", str(local))
        rates = {
            name: value / PER * self["prior.enrichment"]
            for kind in ("nerve", "root")
            for name, value in self.parameters.under(kind)
            if name.endswith(".incidence")
        }
        regions = [
            name.removesuffix(".share") for name, _value in self.parameters.under("region") if name.endswith(".share")
        ]
        for region in regions:
            part = self[f"region.{region}.share"] / self[f"region.{region}.muscles"]
            rates |= {f"{prior} in {region}": self[prior] * part for prior in ("prior.overwork", "prior.local")}
        for name, rate in rates.items():
            if rate >= MOST_COMMON:
                yield Fault("M105", CODES["M105"], None, name, f"{rate:.3g}")

    def _faults(self) -> Iterator[Fault]:
        classes = self.classes()
        for one in classes:
            if one.notice < 0:
                yield Fault("M101", CODES["M101"], None, f"class.{one.name}.sensitivity", str(one.sensitivity))
        if max(1 - one.sensitivity for one in classes) > min(one.specificity for one in classes):
            yield Fault("M102", CODES["M102"], None, "class.*.sensitivity")
        for name, parameter in self.parameters.rows.items():
            if not isfinite(parameter.value) or parameter.value < 0 or (is_probability(name) and parameter.value > 1):
                yield Fault("M103", CODES["M103"], None, name, str(parameter.value))
        yield from self._impossible()


CUSTOM: Final = "custom"
"""The version of a model that did not ship with the library."""

PER: Final = 100_000
"""Incidences are stated per 100,000 people and year."""
MOST_COMMON: Final = 0.5

CODES: Final = {
    "M101": "an examiner class notices with a probability below 0: 1 - sensitivity exceeds its specificity",
    "M102": "over all examiner classes, 1 - sensitivity must not exceed the specificity",
    "M103": "a probability outside 0 to 1, a negative number, or none at all",
    "M104": "probabilities that exclude each other add up to more than 1",
    "M106": "a parameter is missing that the model needs",
    "M105": "a base rate of 0.5 or more: so common a cause is no hypothesis",
}
"""Faults of a table of parameters."""

NUMBERS = ("prior.overwork", "prior.overwork_structures", "prior.local", "prior.enrichment", "prior.structures")
NUMBER_STEMS = ("history.", "grade.", "flag.")
NUMBER_ENDS = (".incidence", ".rate", ".muscles", ".discrimination", ".weight")


def is_probability(name: str) -> bool:
    """Whether a parameter is a probability; the others are counts, rates, weights and multipliers."""
    return not (name in NUMBERS or name.startswith(NUMBER_STEMS) or name.endswith(NUMBER_ENDS))


def load_model(path: str | PathLike[str] | None = None) -> Model:
    """Load the shipped model, or the table of parameters at ``path`` (columns as in ``data/model/parameters.csv``).

    Raises :class:`~nktlib.errors.TableError` with every fault of the table, ``OSError`` for a missing file.
    """
    from pathlib import Path

    return _shipped() if path is None else _read(Path(path), CUSTOM)


@cache
def _shipped() -> Model:
    directory = data_directory() / "model"
    version = (directory / "MODEL_VERSION").read_text(encoding="utf-8").strip()
    return _read(directory / "parameters.csv", version)


def _read(path: Path, version: str) -> Model:
    from hashlib import sha256

    digest = sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    model = Model(version, digest, read_parameters(path))
    if version == CUSTOM:
        missing = [name for name in _shipped().parameters.rows if name not in model.parameters]
        if missing:
            raise TableError([Fault("M106", CODES["M106"], None, name) for name in missing])
    model.check()
    return model
