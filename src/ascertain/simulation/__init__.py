"""Crowds with known skills: forecasts, tests, the demo and benches draw from the same people."""
