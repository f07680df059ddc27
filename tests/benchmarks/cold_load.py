"""Loading the atlas from cold next to importing networkx, process by process in turns: medians and their ratio."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

RUNS = 15
TIMED = "import time; start = time.perf_counter(); {code}; print(time.perf_counter() - start)"
RIVAL = "import networkx"
OURS = (
    "import nktlib",
    "import nktlib; nktlib.load_atlas()",
    "import nktlib; nktlib.load_atlas().resolve('glute max')",
    "import nktlib; nktlib.load_atlas().compensators('soleus_r')",
)


def seconds(code: str) -> float:
    """What a fresh process takes to run ``code``, without its own start."""
    done = subprocess.run([sys.executable, "-c", TIMED.format(code=code)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Print the table."""
    taken: dict[str, list[float]] = {code: [] for code in (RIVAL, *OURS)}
    for _run in range(RUNS):
        for code, times in taken.items():
            times.append(seconds(code))
    rival = median(taken[RIVAL])
    print(f"{'median of ' + str(RUNS):<62} {'ms':>6} {'next to networkx':>17}")
    for code, times in taken.items():
        print(f"{code:<62} {1000 * median(times):>6.0f} {median(times) / rival:>17.2f}")


if __name__ == "__main__":
    main()
