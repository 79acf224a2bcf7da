"""Which column of a table becomes what: key, content under which name, slice, known answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ascertain.contracts.format import FileRefused

TEXT = "text"
TEXT_NAMES = ("text", "content", "body", "message", "sentence", "question", "utterance")
"""Columns of these names, in this order, are taken for the text of an item."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the person who imports said: `key` a column, `fields` column to content name, `slices`
    columns, `gold` column to field of the schema."""

    key: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    slices: Sequence[str] = ()
    gold: Mapping[str, str] = field(default_factory=dict)

    def named(self) -> list[str]:
        """All columns it speaks of."""
        key = [] if self.key is None else [self.key]
        return [*key, *self.fields, *self.slices, *self.gold]


@dataclass(frozen=True, slots=True)
class Shape:
    """The map applied to rows of one set of columns: pairs of column and target. `whole`: the
    content is the row as it is."""

    content: Sequence[tuple[str, str]]
    slices: Sequence[str]
    gold: Sequence[tuple[str, str]]
    whole: bool


def check_columns(columns: Collection[str], wanted: ColumnMap) -> None:
    """Raises:
    FileRefused: `column-missing`, naming those that are there."""
    missing = [name for name in wanted.named() if name not in columns]
    if missing:
        known = ", ".join(f"“{name}”" for name in list(columns)[:20]) or "none"
        raise FileRefused(
            "column-missing",
            f"There is no column “{missing[0]}”. Columns: {known}"
            + (" …" if len(columns) > 20 else "."),  # noqa: PLR2004 - a screenful
        )


def text_column(columns: Iterable[str], wanted: ColumnMap) -> str | None:
    """The column that becomes `text`: a well-known name, else the only content column. None where
    the map already says which, or nothing tells."""
    named = set(wanted.named())
    if TEXT in wanted.fields.values():
        return None
    content = [name for name in columns if name not in named]
    for known in TEXT_NAMES:
        for name in content:
            if name.lower() == known:
                return name
    if len(content) == 1 and not wanted.fields:
        return content[0]
    return None


def shape_of(columns: Sequence[str], wanted: ColumnMap, text: str | None) -> Shape:
    """The plan for rows with just these columns. Two columns never share a content name: the later
    one becomes `name_2` …, so that no cell is lost."""
    slices = [name for name in columns if name in set(wanted.slices)]
    gold = [(name, wanted.gold[name]) for name in columns if name in wanted.gold]
    used = {*wanted.slices, *wanted.gold} - {*wanted.fields}
    if wanted.key is not None and wanted.key not in wanted.fields:
        used.add(wanted.key)
    targets: dict[str, str] = {}
    kept = [name for name in columns if name not in used]
    # Names given on purpose come first; a column that happens to be called so gives way.
    for name in sorted(kept, key=lambda name: name not in wanted.fields and name != text):
        target = TEXT if name == text else wanted.fields.get(name, name)
        taken = set(targets.values())
        count = 2
        chosen = target
        while chosen in taken:
            chosen = f"{target}_{count}"
            count += 1
        targets[name] = chosen
    return Shape(
        content=[(name, targets[name]) for name in kept],
        slices=slices,
        gold=gold,
        whole=all(targets.get(name) == name for name in columns),
    )
