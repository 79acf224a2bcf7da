"""Journeys through the whole product, in a browser."""
