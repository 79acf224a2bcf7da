"""From bytes to text: which encoding a file has, and a decoder that marks what it cannot read
instead of stopping or guessing."""

import codecs
from typing import Any, BinaryIO

from ascertain.contracts.format import FileRefused
from ascertain.core.errors import Unsupported
from ascertain.core.registry import Registry

SAMPLE_BYTES = 64_000_000
_PIECE_BYTES = 262_144
MARK = "ascertain-mark"
_FIRST, _LAST = "\udc00", "\udcff"

# The marks of files that are no text, whatever their ending says.
_BINARY = (
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings that a guess may name; the first is taken where the guess is not sure. Others for Latin
# letters cannot be told from it by a few accents, so they have to be declared.
_LEGACY = ("cp1252", "cp1251", "cp1253", "shift_jis", "gb18030", "euc_kr")
# Windows-1252's unused places, and what hardly stands in a sentence: lone accents, thorn, y with
# diaeresis, the currency sign.
_ODD = frozenset(b"\x81\x8d\x8f\x90\x9d\x83\x88\x98\xa4\xa6\xa8\xac\xad\xaf\xb8\xfe\xff")
_optional: Registry[Any] = Registry("library", {"guess": "charset_normalizer:from_bytes"})


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Each undecodable byte becomes the lone surrogate U+DC00 + byte, which no stored text may
    hold: the row is then rejected by the same check as any damaged text."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    damaged = error.object[error.start : error.end]
    return "".join(chr(ord(_FIRST) + byte) for byte in damaged), error.end


codecs.register_error(MARK, _mark)


def find_encoding(stream: BinaryIO, declared: str | None = None, *, legacy: bool = True) -> str:
    """The encoding of a stream that can seek; leaves it at the start. Reads up to 64 MB.

    A byte-order mark decides; else UTF-8 if the bytes are, or if most of what is not ASCII in them
    is (the damaged rows are rejected one by one); else a guess among the usual legacy encodings,
    which is Windows-1252 for Western text. Without `legacy` there is no guess: it is UTF-8.

    Raises:
        FileRefused: `empty`, `not-text` or `encoding-unknown`.
    """
    head = stream.read(65_536)
    if not head:
        raise FileRefused("empty", "The file is empty.")
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise FileRefused("not-text", f"The file is {what}, not text as its name says.")
    encoding = declared or _by_mark(head) or _by_zeros(head)
    if encoding is None:
        stream.seek(0)
        if not legacy or _is_utf8(stream):
            encoding = "utf-8"
        else:
            stream.seek(0)
            encoding = _by_reading(stream)
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise FileRefused(
            "encoding-unknown", f"No encoding is called “{encoding}”; try utf-8 or cp1252."
        ) from None
    stream.seek(0)
    return encoding


def describe_damage(cell: str, encoding: str) -> str | None:
    """What `MARK` left in a cell, said with the byte and its place; None for text that is whole."""
    for at, character in enumerate(cell):
        if _FIRST <= character <= _LAST:
            byte = ord(character) - ord(_FIRST)
            before = len(cell[:at].encode(errors="surrogatepass"))
            return f"byte 0x{byte:02X} at byte {before} of the cell is not {encoding}"
    return None


def _by_mark(head: bytes) -> str | None:
    return next((name for mark, name in _MARKS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    pairs = len(head) // 2
    if pairs < 2:  # noqa: PLR2004 - fewer prove nothing
        return None
    if head[1::2].count(0) > 0.7 * pairs and head[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * pairs and head[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return None


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen = 0
    try:
        while (piece := stream.read(_PIECE_BYTES)) and seen < SAMPLE_BYTES:
            seen += len(piece)
            decoder.decode(piece)
        decoder.decode(b"", final=not piece)
    except UnicodeDecodeError:
        return False
    return True


def _by_reading(stream: BinaryIO) -> str:
    """UTF-8 with damaged places, or else a legacy encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")(MARK)
    good = bad = seen = 0
    damaged = b""
    while (piece := stream.read(_PIECE_BYTES)) and seen < SAMPLE_BYTES:
        seen += len(piece)
        text = decoder.decode(piece)
        if not text.isascii():
            broken = len(text) - len(text.encode(errors="ignore").decode())
            bad += broken
            good += _beyond_ascii(text) - broken
            if broken and len(damaged) < 262_144:  # noqa: PLR2004 - enough for a guess
                damaged += piece
    bad += sum(1 for c in decoder.decode(b"", final=True) if _FIRST <= c <= _LAST)
    if good >= bad:
        return "utf-8"
    return _guess(damaged)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _guess(sample: bytes) -> str:
    """Western text has few bytes above ASCII and reads as Windows-1252; where that is not so, or a
    language is recognised, the statistics of charset-normalizer decide, if it is installed. Bytes
    that no text is likely to have are damage, not a language."""
    high = [byte for byte in sample if byte > 0x7F]  # noqa: PLR2004 - the end of ASCII
    odd = sum(byte in _ODD for byte in high) > 0.3 * len(high)
    western = "utf-8" if odd else _LEGACY[0]
    try:
        from_bytes = _optional.get("guess")
    except Unsupported:
        return western
    best = from_bytes(sample, cp_isolation=list(_LEGACY)).best()
    if best is None:
        return western
    unlike_western = len(high) > 0.3 * len(sample) or not _reads(sample, _LEGACY[0])
    return str(best.encoding) if unlike_western or best.coherence > 0.3 else western  # noqa: PLR2004


def _reads(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
