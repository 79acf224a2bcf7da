"""The bound on what is unpacked."""

import io

import pytest

from ascertain.contracts.format import FileRefused
from ascertain.sources.bounded import Bounded


@pytest.mark.parametrize(
    ("packed", "limit", "ratio", "code"),
    [
        (1_000, 10**9, 300, "ratio"),
        (10**6, 10**9, 300, None),
        (10**6, 11_000_000, 300, "too-large"),
        (1_000, 5_000_000, 300, "too-large"),
    ],
)
def test_twelve_megabytes(packed: int, limit: int, ratio: int, code: str | None) -> None:
    bound = Bounded(io.BytesIO(bytes(12_000_000)), packed, limit=limit, ratio=ratio)
    found = None
    try:
        while bound.read(1_000_000):
            pass
    except FileRefused as error:
        found = error.code
    assert found == code
