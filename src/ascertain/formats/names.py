"""Column names as found, made usable: none blank, none twice, so that no cell is lost."""

from collections.abc import Sequence

from ascertain.contracts.format import FileRefused, ReadOptions


def usable(header: Sequence[str], options: ReadOptions) -> list[str]:
    """Stripped names; a blank one becomes `column_3` (its place from 1), a repeated one `name_2`,
    `name_3` …, never one that is taken.

    Raises:
        FileRefused: `too-many-columns`, `header-unreadable`.
    """
    if len(header) > options.max_columns:
        raise FileRefused(
            "too-many-columns",
            f"The file has {len(header):,} columns; at most {options.max_columns:,} are read. "
            "Is the delimiter right?",
        )
    stripped = [name.strip() for name in header]
    taken = set(stripped)
    seen: set[str] = set()
    names = []
    for place, name in enumerate(stripped, start=1):
        if "\x00" in name or any("\ud800" <= character <= "\udfff" for character in name):
            raise FileRefused(
                "header-unreadable",
                f"The name of column {place} holds bytes that are no text; say which encoding the "
                "file has.",
            )
        chosen = name or f"column_{place}"
        if chosen in seen or (not name and chosen in taken):
            count = 2
            while f"{chosen}_{count}" in taken or f"{chosen}_{count}" in seen:
                count += 1
            chosen = f"{chosen}_{count}"
        seen.add(chosen)
        names.append(chosen)
    return names
