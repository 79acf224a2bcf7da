"""Whether the same was imported before: one digest for the files and what was asked of them."""

import hashlib
from collections.abc import Iterable

from ascertain.contracts.format import FileRefused
from ascertain.contracts.source import FilePart, RefusedPart, Source
from ascertain.core import canonical
from ascertain.formats.columns import ColumnMap
from ascertain.formats.importing import READING_FAILED

_PIECE_BYTES = 1_048_576


def import_digest(
    parts: Iterable[FilePart | RefusedPart], wanted: ColumnMap, *, source: Source
) -> str:
    """SHA-256, in hex, over the map, the names and the bytes of all parts, in order. Reads every
    file once; a part that cannot be read counts with its reason."""
    whole = hashlib.sha256()
    asked = [wanted.key, dict(wanted.fields), list(wanted.slices), dict(wanted.gold)]
    whole.update(canonical.dumps(asked).encode())
    for part in parts:
        if isinstance(part, RefusedPart):
            told = [part.source, part.code]
        else:
            try:
                told = [part.source, _of(part, source)]
            except FileRefused as error:
                told = [part.source, error.code]
            except READING_FAILED as error:
                told = [part.source, type(error).__name__]
        whole.update(canonical.dumps(told).encode())
    return whole.hexdigest()


def _of(part: FilePart, source: Source) -> str:
    digest = hashlib.sha256()
    with source.open(part) as stream:
        while piece := stream.read(_PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
