"""Tests that were not done yet: what each is expected to tell, and how the list prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, overload

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SETTLED: Final = 0.05
"""Where no test changes what is first with a probability above this, the list says that it may stop, unless told."""
POSTURES: Final = ("side-lying", "side lying", "supine", "prone", "standing", "sitting", "seated")
"""Words that begin the description of a manual test, and say in which posture it is done."""


@frozen
class NextTest:
    """A test that was not done yet.

    ``site`` and ``on`` are nodes. ``information_bits``: the expected information about the causes. ``outcomes``:
    what may come out, with probabilities. ``changes_first``: the probability that the first cause is another then.
    ``subject`` is the cause that the test tells most about, and ``subject_bits`` how much of the information.
    ``subject_then`` its probability after each outcome. ``position`` says how it is tested.
    """

    kind: str
    site: str
    side: str
    stimulus: str | None
    on: str | None
    information_bits: float
    outcomes: tuple[tuple[str, float], ...]
    changes_first: float
    subject: str
    subject_now: float
    subject_then: tuple[float, ...]
    position: str

    @property
    def posture(self) -> str:
        """The posture that the manual test is done in, ``""`` where its description does not say."""
        text = self.position.lower()
        found = next((posture for posture in POSTURES if text.startswith(posture) or f"short {posture}" in text), "")
        return {"side lying": "side-lying", "seated": "sitting"}.get(found, found)

    @property
    def finding(self) -> dict[str, str]:
        """The finding to fill in: a record without its outcome."""
        record = {"kind": self.kind, "site": self.site, "side": self.side}
        if self.stimulus and self.on:
            record |= {"stimulus": self.stimulus, "on": self.on}
        return record

    @property
    def reason(self) -> str:
        """Why it is worth doing, from its numbers."""
        expected = ", ".join(f"{outcome.replace('_', ' ')} {share:.0%}" for outcome, share in self.outcomes)
        then = ", ".join(
            f"{probability:.0%} if {outcome.replace('_', ' ')}"
            for (outcome, _share), probability in zip(self.outcomes, self.subject_then, strict=True)
        )
        return f"tells most about {self.subject}: {self.subject_now:.0%} now, {then}; expected: {expected}"

    def __str__(self) -> str:
        what = self.site if self.on is None else f"{self.site} while {self.on} is touched"
        return f"{self.information_bits:.3f} bits  {what.replace('_', ' ')}: {self.reason}"


@frozen
class NextTests:
    """Tests not done yet, the most telling first.

    ``settled`` is the probability with which the most unsettling of all tests changes the first cause, and testing may
    stop where it is not above ``stop_at``; ``left_out`` are nodes that were not proposed, with the reason.
    """

    tests: tuple[NextTest, ...]
    settled: float
    left_out: tuple[tuple[str, str], ...]
    stop_at: float = SETTLED

    @property
    def may_stop(self) -> bool:
        """Whether no remaining test changes what is first with a probability that counts."""
        return self.settled <= self.stop_at

    def by_posture(self) -> Mapping[str, tuple[NextTest, ...]]:
        """The tests grouped by posture, the posture of the most telling test first."""
        found: dict[str, list[NextTest]] = {}
        for test in self.tests:
            found.setdefault(test.posture, []).append(test)
        return {posture: tuple(tests) for posture, tests in found.items()}

    def __len__(self) -> int:
        return len(self.tests)

    def __iter__(self) -> Iterator[NextTest]:
        return iter(self.tests)

    @overload
    def __getitem__(self, index: int) -> NextTest: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[NextTest, ...]: ...
    def __getitem__(self, index: int | slice) -> NextTest | tuple[NextTest, ...]:
        return self.tests[index]

    def __str__(self) -> str:
        return "\n".join([*map(str, self.tests), *self._remarks()])

    def as_plan(self) -> str:
        """Print the tests as :meth:`by_posture` groups them, so that nobody turns round more often than needed."""
        lines = []
        for posture, tests in self.by_posture().items():
            lines += [f"{posture or 'in any posture'}:".capitalize(), *(f"  {test}" for test in tests)]
        return "\n".join([*lines, *self._remarks()])

    def _remarks(self) -> list[str]:
        lines = []
        if self.may_stop:
            lines.append(f"No remaining test changes what is first with a probability above {self.stop_at:.0%}.")
        else:
            lines.append(
                f"The first cause may still change: by one test with a probability of up to {self.settled:.0%}."
            )
        if self.left_out:
            lines.append(f"Not proposed: {len(self.left_out)} (painful, or lately injured).")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON writes it."""
        return {
            "tests": [
                {
                    **test.finding,
                    "information_bits": test.information_bits,
                    "outcomes": dict(test.outcomes),
                    "changes_first": test.changes_first,
                    "reason": test.reason,
                    "position": test.position,
                    "posture": test.posture,
                }
                for test in self.tests
            ],
            "settled": self.settled,
            "stop_at": self.stop_at,
            "may_stop": self.may_stop,
            "left_out": dict(self.left_out),
        }
