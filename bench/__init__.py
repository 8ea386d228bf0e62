"""Measurements of speed: growth with size, side by side in one run. `make bench` writes `bench/results.md`."""
