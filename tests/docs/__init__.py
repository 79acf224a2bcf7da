"""Tests of the documents themselves."""
