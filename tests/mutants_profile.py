"""How the tests run while a mutant is in place (``make mutants``): a pytest plugin.

Hypothesis draws few examples, always the same ones, and shrinks none. Tests of what is built on the engine are run
against mutants of that only: they are slow, and a mutant of the engine itself is to be found by an exact comparison.
That comes first, before pytest has looked for tests: most mutants need no more.
"""

from __future__ import annotations

import os
import resource
import time
import warnings
from typing import TYPE_CHECKING

from hypothesis import Phase, settings

if TYPE_CHECKING:
    import pytest

EXAMPLES = 6
MANY = ("many", "together", "island", "pair_tree")
"""What only tests of many networks at once look at, by what the names of modules begin with."""
BUILT_ON = {
    "test_anytime": (),  # as those below, only slower
    "test_anytime_answers": ("anytime",),
    "test_anytime_errors": ("anytime",),
    "test_anytime_exactly": ("anytime",),
    "test_anytime_moves": ("anytime",),
    "test_choose": ("choose",),
    "test_complete": ("complete", "worlds"),
    "test_exactness": (),  # as the fixed networks, only slower
    "test_fixed": (),  # done by then
    "test_looks": ("what_if",),
    "test_many": MANY,
    "test_many_fixed": (),  # done by then
    "test_many_rounding": MANY,
    "test_plain": ("plain",),
    "test_plain_bounds": ("plain",),
    "test_plain_fixed": (),  # done by then
    "test_plain_looks": ("plain_what_if",),
    "test_plain_what_if": ("plain_what_if",),
    "test_properties": (),
    "test_sampler": ("sampler",),
    "test_what_if": ("what_if",),
    "test_worlds": ("complete", "worlds"),
}
"""Modules that a file of tests is run against, by what their names begin with; other files against all with numpy."""
SEARCHES = ("choose", "complete", "sampler", "what_if", "worlds")
"""What is built on the engine with numpy, by what the names of modules begin with."""
ENOUGH = 8
"""Seconds of computing in which the fixed networks must be done; as it is, they take one or two."""
SEARCH_ENOUGH = 30
"""Seconds of computing in which the tests of what is built on the engine must be done."""
USED = "_hypothesis_internal_use_settings"


def module_under_test() -> str:
    """Name the module with the mutant; nothing where none is in place."""
    mutant = os.environ.get("MUTANT_UNDER_TEST", "")
    return mutant.partition(".x")[0].rpartition(".")[2] if "__mutmut_" in mutant else ""


def pytest_load_initial_conftests() -> None:
    """Compare the fixed networks at once, and end here if something is wrong or takes too long."""
    module = module_under_test()
    if not module:
        return
    if module.startswith(SEARCHES):
        limit_time(SEARCH_ENOUGH)
        return
    before = limit_time(ENOUGH)
    try:
        with warnings.catch_warnings(action="error"):
            compare_fixed(module)
    except BaseException:  # noqa: BLE001 - whatever it is that a mutant raises
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_CPU, before)


def compare_fixed(module: str) -> None:
    """Compare what a module has a part in on all fixed networks, or on those for which that is quick."""
    if module == "plain_what_if":
        from tests.inference import test_looks, test_plain_looks

        for seed in test_looks.POSSIBLE[4::6]:
            test_plain_looks.test_each_look_says_what_the_network_with_it_says(seed)
    elif module.startswith(MANY):
        from tests.inference import test_many_fixed

        for limits, seed in test_many_fixed.CASES:
            test_many_fixed.test_a_small_batch_is_exact(limits, seed)
    elif module.startswith("plain"):
        from tests.inference import test_plain_fixed

        for seed, bits in test_plain_fixed.CASES:
            test_plain_fixed.test_a_small_network_is_exact(seed, bits)
    else:
        from tests.inference import test_fixed

        for limits, seed in test_fixed.CASES:
            test_fixed.test_a_small_network_is_exact(limits, seed)


def limit_time(seconds: int) -> tuple[int, int]:
    """Let this process compute for some more seconds only; gives the limits before."""
    before = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, before[1]))
    return before


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        test = getattr(item, "obj", None)
        stated = getattr(test, USED, None)
        if stated is not None:
            few = settings(
                stated,
                max_examples=min(stated.max_examples, EXAMPLES),
                derandomize=True,
                database=None,
                phases=[Phase.explicit, Phase.generate],
            )
            setattr(test, USED, few)
    module = module_under_test()
    if module:
        all_files = () if module.startswith(("plain", *MANY)) else ("",)
        others = [item for item in items if not module.startswith(BUILT_ON.get(item.path.stem, all_files))]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]
        if not items:
            os._exit(0)  # nothing else looks at it
