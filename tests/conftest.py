"""For all tests: Hypothesis sets no time limits. How fast something is, a benchmark says, never a test."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
