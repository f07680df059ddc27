"""Where the browser is. Run as a script it also installs Debian's Chromium where it is missing and may be installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")  # without any font a page has no width to test
REQUIRED = ("CI", "NKTLIB_REQUIRE_BROWSER")
MISSING = """\
======================================================================
NO BROWSER: {reason}.
Not tested: the explorer, live scoring, accessibility, budgets and the
rule that no request leaves the site. Only links and counts are tested.
Install Chromium (Debian: apt-get install chromium) and run this again.
======================================================================"""


def find() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def required() -> bool:
    """Whether a missing browser is a failure here rather than something to skip."""
    return any(os.environ.get(name, "") not in {"", "0", "false"} for name in REQUIRED)


def install() -> str | None:
    """Install with apt-get; returns why that did not work, or None."""
    apt = shutil.which("apt-get")
    if apt is None:
        return "no Chromium was found, and there is no apt-get to install it with"
    if os.geteuid() != 0:
        return "no Chromium was found, and only root may install it"
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # A mirror that is being refreshed answers with errors for a minute; the lists are asked for again before giving up.
    for pause in (0, 5, 20):
        time.sleep(pause)
        commands = ([apt, "-q", "update"], [apt, "-q", "install", "-y", "--no-install-recommends", *PACKAGES])
        if all(subprocess.run(command, env=environment, check=False).returncode == 0 for command in commands):
            return None
    return "no Chromium was found, and apt-get could not install it"


def main() -> int:
    """Have a browser, or say loudly that there is none; fails only where one is required."""
    if find() is not None:
        return 0
    reason = install()
    if reason is None and find() is not None:
        return 0
    sys.stderr.write(MISSING.format(reason=reason or "apt-get installed no Chromium") + "\n")
    return 1 if required() else 0


if __name__ == "__main__":
    sys.exit(main())
