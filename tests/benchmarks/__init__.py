"""Benchmarks: each pairs us with a rival in one run and prints ratios. `make bench` runs them."""
