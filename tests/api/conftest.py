"""The product over both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ascertain.store.database import Database
from tests.api.product import Product, product_over


@pytest.fixture
def product(database: Database, tmp_path: Path) -> Iterator[Product]:
    """A product over each database, with a workspace and its owner."""
    with product_over(database, tmp_path) as running:
        yield running
