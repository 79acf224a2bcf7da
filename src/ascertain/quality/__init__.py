"""Scores judgments and decides what happens next: pure functions on plain values. It never asks
which kind it has, only for the kind's scale, distance and merge."""
