"""Benchmarks: what a run, a backfill and reading cost, how well reading does, and where its weights come from."""
