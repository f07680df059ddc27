"""Fuzzing of what comes from outside; `make fuzz` runs the coverage-guided part."""
