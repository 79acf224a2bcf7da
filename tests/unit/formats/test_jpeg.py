"""Stripping a JPEG without touching its picture."""

import io

import numpy as np
import pytest
from PIL import Image

from ascertain.formats import jpeg

PICTURE = Image.fromarray(np.random.default_rng(1).integers(0, 255, (33, 17, 3), dtype=np.uint8))


def encoded(**more: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, "JPEG", **more)
    return out.getvalue()


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"restart_marker_blocks": 1}])
def test_a_bare_file_comes_back_as_it_is(more: dict[str, object]) -> None:
    data = encoded(**more)
    assert jpeg.strip(data) == data
    assert jpeg.strip(data + b"behind") == data


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 10, 300, -1, -2])
def test_a_file_that_is_cut_off_is_not_understood(cut: int) -> None:
    assert jpeg.strip(encoded()[:cut]) is None


@pytest.mark.parametrize(
    "data", [b"\x89PNG", b"\xff\xd8\xff\xe0\x00\x01", b"\xff\xd8\xff\xd8\xff\xd9"]
)
def test_nonsense_is_not_understood(data: bytes) -> None:
    assert jpeg.strip(data) is None
