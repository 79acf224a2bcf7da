"""Results as tables: rows that came over the wire, as Arrow, pandas, polars or plain lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ascertain.core import canonical
from ascertain.core.registry import load


@dataclass(frozen=True)
class Table:
    """Rows with the same columns. Arrow and pandas are loaded only when asked for.

    Values that are lists or mappings become canonical JSON text in Arrow, as they are in Parquet
    exports; `rows` keeps them as they are.
    """

    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.rows)

    @cached_property
    def arrow(self) -> Any:
        """The rows as a `pyarrow.Table`."""
        table_class = load("pyarrow:Table")
        return table_class.from_pydict(
            {name: _column([row.get(name) for row in self.rows]) for name in self.columns}
        )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule stream, which pandas, polars and DuckDB read."""
        return self.arrow.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`."""
        return self.arrow.to_pandas()

    def to_polars(self) -> Any:
        """The rows as a `polars.DataFrame`."""
        return load("polars:from_arrow")(self.arrow)

    def _repr_html_(self) -> str:
        """What a notebook shows: the first rows, every cell as text."""
        escape = load("html:escape")
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(row.get(name, '')))}</td>" for name in self.columns)
            + "</tr>"
            for row in self.rows[:20]
        )
        return f"<table><tr>{head}</tr>{body}</table><p>{len(self)} rows</p>"


def _column(values: list[Any]) -> list[Any]:
    """A column of one Arrow type: numbers, truth values or text stay, all else is JSON text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} or kinds in ({str}, {bool}):
        return values
    return [
        value if value is None or isinstance(value, str) else canonical.dumps(value)
        for value in values
    ]
