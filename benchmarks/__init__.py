"""How fast it is: one command each (`python -m benchmarks.pipeline`), ratios inside one run, JSON beside."""
