"""The projects of the demo: their data, what is asked, and the truth that is known of them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ascertain.core.errors import NotFound
from ascertain.core.registry import load

DIGIT_JUDGMENTS = 1200


@dataclass(frozen=True, slots=True)
class Material:
    """One project: how it is made and what is known of its items.

    `answers` is the field that is asked, `truth` its right class by item key, `difficulty` 0 easy
    … 1 nobody can know; `skill` is the range of the simulated people's chance of being right on an
    easy item; `judgments` is how many they give in all.
    """

    name: str
    answers: str
    fields: Sequence[Mapping[str, Any]]
    guideline: str
    paths: Sequence[Path]
    truth: Mapping[str, str]
    judgments: int
    key: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    slices: Sequence[str] = ()
    difficulty: Mapping[str, float] = field(default_factory=dict)
    skill: tuple[float, float] = (0.75, 0.97)


def materials(scratch: Path) -> list[Material]:
    """The three projects; `scratch` takes the files that are made for the import."""
    examples = examples_folder()
    return [_leaves(examples / "leaves"), _digits(scratch), _messages(examples / "messages")]


def examples_folder() -> Path:
    """Where the example data is: in a checkout beside the source, in a wheel inside the package.

    Raises:
        NotFound: `examples.missing`.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / "leaves" / "truth.csv").is_file():
            return folder
    raise NotFound("examples.missing", "The example data is not there; install ascertain again.")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _leaves(folder: Path) -> Material:
    rows = _rows(folder / "truth.csv")
    classes = [
        _class("healthy", "Healthy", "no spot, even green", "#1a6a66"),
        _class("rust", "Rust", "raised orange points", "#c4161c"),
        _class("mildew", "Mildew", "white bloom, wipes off", "#45d6ea"),
        _class("blight", "Blight", "brown patch with rings", "#f58a22"),
        _class("pest", "Pest damage", "holes or a bitten edge", "#c97de6"),
    ]
    by_name = {one["name"].lower(): one["id"] for one in classes}
    return Material(
        name="Leaf health",
        answers="condition",
        fields=[
            {
                "name": "condition",
                "kind": "choice",
                "title": "What is wrong with this leaf?",
                "classes": classes,
            }
        ],
        guideline=LEAVES,
        paths=sorted(folder.glob("*.jpg")),
        truth={
            row["file"]: by_name[row["condition"]] for row in rows if row["condition"] in by_name
        },
        difficulty={
            row["file"]: 0.7 * (1 - float(row["strength"])) if row["condition"] in by_name else 1.0
            for row in rows
        },
        judgments=300,
    )


def _digits(scratch: Path) -> Material:
    digits = load("sklearn.datasets:load_digits")()
    image = load("PIL.Image:fromarray")
    folder = scratch / "digits"
    folder.mkdir()
    truth = {}
    for number, (pixels, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        name = f"digit-{number:04d}.png"
        image((pixels * 15.9375).astype("uint8")).save(folder / name)
        truth[name] = f"{target}"
    return Material(
        name="Digits",
        answers="digit",
        fields=[
            {
                "name": "digit",
                "kind": "choice",
                "title": "Which digit is this?",
                "classes": [{"id": str(n), "name": str(n), "hotkey": str(n)} for n in range(10)],
            }
        ],
        guideline=DIGITS,
        paths=[folder],
        truth=truth,
        judgments=DIGIT_JUDGMENTS,
        skill=(0.9, 0.99),
    )


def _messages(folder: Path) -> Material:
    rows = _rows(folder / "truth.csv")
    classes = [
        _class("billing", "Billing", "charges, invoices, refunds, prices", "#3f6ef6"),
        _class("delivery", "Delivery", "where it is, when it comes, the carrier", "#f58a22"),
        _class("returns", "Returns", "sending back or exchanging", "#1a6a66"),
        _class("account", "Account", "signing in, profile, letters, data", "#c97de6"),
        _class("fault", "Fault", "something does not work", "#c4161c"),
        _class("advice", "Advice", "a question before or after buying", "#45d6ea"),
    ]
    return Material(
        name="Messages",
        answers="topic",
        fields=[
            {
                "name": "topic",
                "kind": "choice",
                "title": "What is this message about?",
                "classes": classes,
            }
        ],
        guideline=MESSAGES,
        paths=[folder / "messages.csv"],
        key="key",
        slices=["channel"],
        truth={row["key"]: row["topic"] for row in rows},
        difficulty={row["key"]: 1 - float(row["clarity"]) for row in rows},
        judgments=480,
    )


def _class(number: str, name: str, description: str, color: str) -> dict[str, str]:
    return {"id": number, "name": name, "description": description, "color": color}


LEAVES = """\
# Leaf health

Choose what covers **most** of the leaf.

- **Rust** is raised and powdery: orange points.
- **Mildew** is a white bloom; the green below it is whole.
- **Blight** is a brown patch with rings.
- **Pest damage** has clean edges: holes, or a bitten rim.

If it is too blurred or dark to say, choose *Cannot tell*. The pictures are drawn, not photographed.
"""

DIGITS = """\
# Digits

Handwritten digits, eight by eight pixels. Choose the digit that the writer meant.

- A **1** may have a foot, a **7** may be crossed.
- If two digits are equally likely, choose *Cannot tell*.
"""

MESSAGES = """\
# Messages

Choose what the desk has to **do** about the message, not how it is worded.

- A refund that is short is **Billing**; a parcel to be sent back is **Returns**.
- Broken on arrival is **Fault**, unless the writer asks to send it back.
- A question about a product that works is **Advice**.

If the message does not say enough, choose *Cannot tell*.
"""
