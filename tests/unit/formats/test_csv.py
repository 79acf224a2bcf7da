"""CSV in: dialects, bad rows, and cells of any size in bounded memory."""

import io
import resource
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ascertain.contracts.format import ReadOptions
from ascertain.formats.csv import FORMAT, sniff_delimiter

Read = Callable[..., tuple[list[tuple[int, dict[str, Any]]], list[tuple[int | None, str]]]]

TWO = [(1, {"a": "1", "b": "x"})]


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,x\n",
        b"a,b\r\n1,x\r\n",
        b"a,b\r1,x\r",
        b"a,b\n1,x",
        b"\n\na,b\n\n1,x\n\n",
        b"a;b\n1;x\n",
        b"a\tb\n1\tx\n",
        b"a|b\n1|x\n",
        b"sep=;\na;b\n1;x\n",
        b'"sep=;"\r\na;b\r\n1;x\r\n',
        b"\xef\xbb\xbfa,b\n1,x\n",
        b"\xef\xbb\xbfsep=,\na,b\n1,x\n",
        "a,b\n1,x\n".encode("utf-16"),
        "a,b\n1,x\n".encode("utf-16-le"),
        "a,b\n1,x\n".encode("utf-16-be"),
        "a,b\n1,x\n".encode("utf-32"),
        b' a ,"b"\n"1","x"\n',
    ],
)
def test_the_same_table_however_it_is_written(read_bytes: Read, data: bytes) -> None:
    assert read_bytes("csv", data) == (TWO, [])


def test_cells_stay_text(read_bytes: Read) -> None:
    rows, _ = read_bytes("csv", b"a,b,c,d\n01,1e5,NaN,\n")
    assert rows == [(1, {"a": "01", "b": "1e5", "c": "NaN", "d": ""})]


def test_quoted_cells_keep_delimiters_quotes_and_line_ends(read_bytes: Read) -> None:
    rows, codes = read_bytes("csv", b'a,b\n"x,""y""\r\nz",5" pipe\n')
    assert rows == [(1, {"a": 'x,"y"\r\nz', "b": '5" pipe'})]
    assert codes == []


@pytest.mark.parametrize(
    ("data", "good", "codes"),
    [
        (b"a,b\n1,2\n3\n4,5,6\n7,8\n", [1, 4], [(2, "too-few-cells"), (3, "too-many-cells")]),
        (b'a,b\n1,2\n3,"oops\n4,5\n', [1], [(2, "quote-open")]),
        (b'a,b\n1,"oo"ps\n4,5\n', [2], [(1, "quote-malformed")]),
        (b"", [], [(None, "empty")]),
        (b"\n\n", [], [(None, "empty")]),
        (b"a,b\n", [], [(None, "no-rows")]),
        (b'a,"b\n1,2\n', [], [(None, "header-unreadable")]),
        (b"PK\x03\x04 and more", [], [(None, "not-text")]),
        (b"\x89PNG\r\n\x1a\n", [], [(None, "not-text")]),
    ],
)
def test_bad_rows_are_rejected_alone(
    read_bytes: Read, data: bytes, good: list[int], codes: list[tuple[int | None, str]]
) -> None:
    rows, found = read_bytes("csv", data)
    assert ([row for row, _ in rows], found) == (good, codes)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (b"a,,b,", ["a", "column_2", "b", "column_4"]),
        (b"a,a,a", ["a", "a_2", "a_3"]),
        (b"a,a,a_2", ["a", "a_3", "a_2"]),
        (b"column_2,,x", ["column_2", "column_2_2", "x"]),
    ],
)
def test_blank_and_repeated_names_lose_no_cell(
    read_bytes: Read, header: bytes, names: list[str]
) -> None:
    cells = [str(n) for n in range(len(names))]
    rows, _ = read_bytes("csv", header + b"\n" + ",".join(cells).encode() + b"\n")
    assert rows == [(1, dict(zip(names, cells, strict=True)))]


def test_too_many_columns_are_refused(read_bytes: Read) -> None:
    header = ",".join(f"c{n}" for n in range(100_000)).encode()
    assert read_bytes("csv", header + b"\n1\n") == ([], [(None, "too-many-columns")])


@pytest.mark.parametrize(
    "cell", [b"x" * 300, b'"' + b"y\n" * 150 + b'"', b'"' + b'""' * 150 + b'"']
)
def test_a_row_that_is_too_long_is_passed_over(read_bytes: Read, cell: bytes) -> None:
    rows, codes = read_bytes("csv", b"a,b\n1,2\n1," + cell + b"\n3,4\n", max_row_bytes=100)
    assert [row for row, _ in rows] == [1, 3]
    assert codes == [(2, "row-too-large")]


def test_a_long_cell_that_never_closes_says_so(read_bytes: Read) -> None:
    rows, codes = read_bytes("csv", b'a,b\n1,"' + b"x\n" * 500, max_row_bytes=100)
    assert (rows, codes) == ([], [(1, "quote-open")])


_HUGE = """
import io, resource, sys
from ascertain.contracts.format import ReadOptions
from ascertain.formats.csv import FORMAT
class Endless(io.RawIOBase):
    left = 100_000_000
    head = b'a,b\\n1,2\\n1,"'
    tail = b'"\\n5,6\\n'
    at = 0
    def readable(self): return True
    def seekable(self): return True
    def seek(self, at, whence=0): self.at = at; return at
    def tell(self): return self.at
    def readinto(self, into):
        size = len(self.head) + self.left + len(self.tail)
        count = min(len(into), size - self.at)
        piece = bytearray(b"x" * count)
        for text, start in ((self.head, 0), (self.tail, size - len(self.tail))):
            for n, byte in enumerate(text):
                if 0 <= start + n - self.at < count:
                    piece[start + n - self.at] = byte
        into[:count] = piece
        self.at += count
        return count
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stream = io.BufferedReader(Endless(), 65536)
batches = list(FORMAT.read(stream, "x", ReadOptions()))
rows = [r.row for b in batches for r in b.records]
codes = [(r.row, r.code) for b in batches for r in b.rejected]
grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
print(rows, codes, grown < 80)
"""


def test_a_cell_of_100_mb_is_rejected_in_bounded_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _HUGE], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[1, 3] [(2, 'row-too-large')] True\n"


@pytest.mark.parametrize(
    ("start", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("text\nHello, world\nBye; now\n", ","),
        ('a\tb\n"1,2,3"\t4\n', "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("name;note, long;x\na;b;c\n", ";"),
        ("", ","),
    ],
)
def test_the_delimiter_is_found(start: str, delimiter: str) -> None:
    assert sniff_delimiter(start) == delimiter


def test_batches_are_bounded() -> None:
    data = b"a,b\n" + b"1,xxxxxxxx\n" * 2500
    sizes = [len(batch.records) for batch in FORMAT.read(io.BytesIO(data), "x", ReadOptions())]
    assert sizes == [1000, 1000, 500]
    by_bytes = ReadOptions(batch_bytes=110)
    assert max(len(b.records) for b in FORMAT.read(io.BytesIO(data), "x", by_bytes)) == 10


def test_inspecting_leaves_the_stream_at_the_start() -> None:
    stream = io.BytesIO("ä;b\n1;2\n".encode("cp1252"))
    found = FORMAT.inspect(stream, "x", ReadOptions())
    assert (found.encoding, found.delimiter, list(found.columns)) == ("cp1252", ";", ["ä", "b"])
    assert stream.tell() == 0


def test_our_own_exports_lose_their_guards_and_others_keep_theirs(read_bytes: Read) -> None:
    ours, _ = read_bytes("csv", b"key,item,field,value\n'=1,i,f,''-x\n")
    assert ours[0][1] == {"key": "=1", "item": "i", "field": "f", "value": "'-x"}
    other, _ = read_bytes("csv", b"a,b\n'=1,2\n")
    assert other[0][1]["a"] == "'=1"
    forced, _ = read_bytes("csv", b"a,b\n'=1,2\n", escaped=True)
    assert forced[0][1]["a"] == "=1"


def test_memory_stays_flat_over_many_rows() -> None:
    row = b"1," + b"x" * 200 + b"\n"

    def read(count: int) -> int:
        total = 0
        for batch in FORMAT.read(io.BytesIO(b"a,b\n" + row * count), "x", ReadOptions()):
            total += len(batch.records)
        return total

    read(5_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(20_000) == 20_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
