"""Exact inference on a two-layer noisy-MAX network: arrays in, posteriors out. Knows no muscle."""
