"""Edit distance between texts, with a bound on its cost. Lengths are in code points."""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence

# Up to here texts are compared by characters, above by words, and above that by counts of words.
MAX_CHARACTERS = 2_000
MAX_WORDS = 4_000

_BLANKS = str.maketrans("\t\r\n", "   ")


def comparable(text: str) -> str:
    """The text as it is compared: NFC, and runs of blanks, tabs and line ends as one blank."""
    parts = unicodedata.normalize("NFC", text).translate(_BLANKS).split(" ")
    return " ".join(part for part in parts if part)


def text_distance(a: str, b: str) -> float:
    """Edits needed to turn one text into the other, over the length of the longer: 0 … 1.

    Takes texts made `comparable`. Levenshtein distance over characters where both texts have at
    most MAX_CHARACTERS; over words where both have at most MAX_WORDS; above that the distance of
    the bags of words, which is a lower bound of it. Never more than about 10 ms.
    """
    if a == b:
        return 0.0
    if max(len(a), len(b)) <= MAX_CHARACTERS:
        return edits(a, b) / max(len(a), len(b))
    left, right = a.split(" "), b.split(" ")
    longer = max(len(left), len(right))
    if longer <= MAX_WORDS:
        return edits(left, right) / longer
    here, there = Counter(left), Counter(right)
    return max((here - there).total(), (there - here).total()) / longer


def edits(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """Levenshtein distance: insertions, deletions and replacements, each 1.

    Bit-parallel over Python's long integers: G. Myers, "A fast bit-vector algorithm for
    approximate string matching", J. ACM 46 (1999), in the form of H. Hyyrö (2003) for the distance
    of whole sequences. O(len(b) · len(a) / 64) after common ends are cut off.
    """
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if not a or not b:
        return len(a) or len(b)
    places: dict[Hashable, int] = {}
    for place, part in enumerate(a):
        places[part] = places.get(part, 0) | (1 << place)
    full = (1 << len(a)) - 1
    top = 1 << (len(a) - 1)
    # Bits of `rises` and `falls` say where the column of the edit matrix goes up or down by 1.
    rises, falls, score = full, 0, len(a)
    for part in b:
        match = places.get(part, 0)
        diagonal = (((match & rises) + rises) ^ rises) | match | falls
        across_up = falls | (full & ~(diagonal | rises))
        across_down = rises & diagonal
        if across_up & top:
            score += 1
        elif across_down & top:
            score -= 1
        across_up = (across_up << 1) | 1
        across_down <<= 1
        rises = full & (across_down | ~(diagonal | across_up))
        falls = full & across_up & diagonal
    return score
