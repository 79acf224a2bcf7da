"""An installation for tests of services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.world import World, world


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A workspace on either database."""
    with world(database_url, tmp_path) as made:
        yield made
