"""What the benchmarks count, and how their stand-ins behave."""
