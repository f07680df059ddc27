"""What to test next: the expected information of every test not done yet, in bits, and when to stop."""

from __future__ import annotations

from bisect import insort
from collections import deque
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from nktlib.assessment.branches import build_branches, latent_sides, name_side
from nktlib.assessment.candidates import STIMULUS, Candidates
from nktlib.assessment.contraindications import contraindicated
from nktlib.assessment.exact import infer
from nktlib.assessment.proposals import SETTLED, NextTest, NextTests
from nktlib.assessment.telling import Telling
from nktlib.atlas.entities import LEFT
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model
from nktlib.model.readings import NO_CHANGE
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nktlib.assessment.candidates import Candidate
    from nktlib.assessment.telling import Told
    from nktlib.atlas.atlas import Atlas
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session


def next_tests(  # noqa: PLR0913 - what was found, by which atlas and model, and what counts
    session: Session,
    atlas: Atlas | None = None,
    model: Model | None = None,
    *,
    k: int = 10,
    cost: Callable[[NextTest], float] | None = None,
    discomfort: Callable[[NextTest], float] | None = None,
    stop_at: float = SETTLED,
) -> NextTests:
    """Rank the tests that were not done yet by what they are expected to tell, exactly.

    Strength tests of all muscles that are tested by hand, and a touch of the likeliest compensators of the weak ones.
    The information is the mutual information of outcome and cause, in bits, given the findings, summed over the causes
    that the findings bear on: a test of something else tells of that, and is not what was asked. What is painful or
    lately injured is never proposed.

    The ranking is by information over ``cost``, such as minutes, of a test, 1 if not given; ``discomfort`` is what a
    test costs the patient, in the same unit, and is added to it. ``stop_at``: where no single test changes what is
    first with a probability above this, the answer says that testing may stop.

    Raises what :func:`~nktlib.assessment.score.score` raises, and ``ValueError`` for a test whose cost and discomfort
    are together not positive.
    """
    found = proposing(session, atlas, model, k=k, cost=cost, discomfort=discomfort, stop_at=stop_at)
    (last,) = deque(found, maxlen=1)
    return last.proposed


@frozen
class Progress:
    """What is proposed after so many of all tests were looked at."""

    seen: int
    total: int
    proposed: NextTests


def proposing(  # noqa: PLR0913 - as above
    session: Session,
    atlas: Atlas | None = None,
    model: Model | None = None,
    *,
    k: int = 10,
    cost: Callable[[NextTest], float] | None = None,
    discomfort: Callable[[NextTest], float] | None = None,
    stop_at: float = SETTLED,
) -> Iterator[Progress]:
    """Give :func:`next_tests` while it is being found, test by test; the last is the answer.

    Without numpy a test takes some hundredths of a second, and the promising ones come first.
    """
    atlas = load_atlas() if atlas is None else atlas
    model = load_model() if model is None else model
    resolved = resolve_session(session, atlas).findings
    spared = contraindicated(resolved, atlas)
    # On the likelier side, where nobody wrote the side down: the side comes last.
    branches = [
        (infer(evolve(built.network, queries=())), latent, built)
        for latent, built in zip(latent_sides(resolved), build_branches(resolved, atlas, model), strict=True)
    ]
    posterior, latent, built = max(branches, key=lambda branch: branch[0].log_evidence)
    sides = Candidates(built, resolved, latent or LEFT, atlas, model, spared=spared)
    # Where no cause bears on the findings, nothing can be told of one.
    candidates = [*sides.strengths(), *sides.touches(posterior)] if built.causes else []
    left_out = tuple(sorted(spared.items()))
    yield Progress(0, len(candidates), NextTests((), 0.0, left_out, stop_at))
    if not candidates:
        return
    telling = Telling.of(built.network, [one.look for one in candidates], sides.further)
    reader = _Reader(built, atlas, latent, telling.now)
    ranked: list[tuple[tuple[float, str, str, str], NextTest]] = []
    settled = 0.0
    for told in telling.told:
        test = reader.test(told, candidates[told.look])
        worth = test.information_bits / _burden(test, cost, discomfort)
        insort(ranked, ((-worth, test.kind, test.site, test.on or ""), test))
        settled = max(settled, test.changes_first)
        best = tuple(one for _key, one in ranked[:k])
        yield Progress(len(ranked), len(candidates), NextTests(best, settled, left_out, stop_at))


def _burden(
    test: NextTest, cost: Callable[[NextTest], float] | None, discomfort: Callable[[NextTest], float] | None
) -> float:
    burden = (cost(test) if cost else 1.0) + (discomfort(test) if discomfort else 0.0)
    if not burden > 0:
        raise ValueError(f"cost and discomfort of {test.site} are together {burden}, and have to be positive")
    return burden


@frozen
class _Reader:
    """Makes tests of what looks tell; ``now`` are the probabilities of the causes."""

    built: Built
    atlas: Atlas
    latent: str | None
    now: Sequence[float]

    def test(self, told: Told, candidate: Candidate) -> NextTest:
        """A test: the outcome that was looked at, and the rest."""
        node, on = candidate.node, candidate.on
        outcomes = ("strong", "weak") if on is None else ("strengthens", NO_CHANGE)
        probability = (told.probability, 1.0 - told.probability)
        now = self.now[told.subject]
        joint = (told.active, max(now - told.active, 0.0))
        manual_test = self.atlas.muscles[self.atlas.nodes[node].base].manual_test
        return NextTest(
            kind="strength" if on is None else "challenge",
            site=node,
            side=name_side(self.atlas.nodes[node].side, self.latent),
            stimulus=None if on is None else STIMULUS,
            on=on,
            information_bits=told.bits,
            outcomes=tuple(zip(outcomes, probability, strict=True)),
            changes_first=told.changes_first,
            subject=self.built.causes[told.subject].id,
            subject_now=now,
            subject_then=tuple(
                part / share if share > 0 else 0.0 for part, share in zip(joint, probability, strict=True)
            ),
            position=manual_test.position if manual_test else "",
        )
