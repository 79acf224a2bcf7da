"""Reading bytes as a format, and importing files."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ascertain.contracts.format import FileRefused, Format, ReadOptions
from ascertain.core.registry import Registry
from ascertain.formats import ENDINGS, FORMATS
from ascertain.formats.columns import ColumnMap
from ascertain.formats.importing import ImportRow, RejectedRow, import_rows
from ascertain.sources.files import Files

Values = list[tuple[int, dict[str, Any]]]
Codes = list[tuple[int | None, str]]
ReadBytes = Callable[..., tuple[Values, Codes]]
ImportPaths = Callable[..., tuple[list[ImportRow], list[RejectedRow]]]


@pytest.fixture(scope="session")
def formats() -> Registry[Format]:
    return Registry("format", FORMATS)


@pytest.fixture
def read_bytes(formats: Registry[Format]) -> ReadBytes:
    """Rows, and codes of what was rejected, the file's own last."""

    def read(name: str, data: bytes, **options: Any) -> tuple[Values, Codes]:
        rows: Values = []
        codes: Codes = []
        try:
            for batch in formats.get(name).read(io.BytesIO(data), "x", ReadOptions(**options)):
                rows += [(record.row, record.values) for record in batch.records]
                codes += [(bad.row, bad.code) for bad in batch.rejected]
        except FileRefused as error:
            codes.append((None, error.code))
        return rows, codes

    return read


@pytest.fixture
def import_paths(formats: Registry[Format]) -> ImportPaths:
    def run(
        paths: Sequence[Path], wanted: ColumnMap | None = None, **more: Any
    ) -> tuple[list[ImportRow], list[RejectedRow]]:
        with Files() as source:
            parts = source.parts([str(path) for path in paths], endings=ENDINGS)
            chunks = list(
                import_rows(parts, wanted or ColumnMap(), source=source, formats=formats, **more)
            )
        assert all(len(chunk.rows) + len(chunk.rejected) <= 1000 for chunk in chunks)
        return (
            [row for chunk in chunks for row in chunk.rows],
            [bad for chunk in chunks for bad in chunk.rejected],
        )

    return run
