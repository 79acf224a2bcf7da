"""Text: what somebody writes, one line or several. Lengths are in code points; line ends are LF."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StrictBool,
    StrictStr,
)
from pydantic_core import PydanticCustomError

from ascertain.contracts.kind import Cardinality, Cell, ItemFacts, Merged
from ascertain.contracts.scale import Distance, Scale
from ascertain.core.canonical import check_text
from ascertain.core.errors import Invalid, Problem, Unsupported
from ascertain.kinds.editing import comparable, text_distance
from ascertain.kinds.merging import check_weights, medoid, weighed

MAX_LENGTH = 100_000

# Only so many distinct answers may win a merge, so that n of them cost at most 30 · n distances.
MAX_CANDIDATES = 30


def _one_form(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        check_text(text)
    except Invalid as error:
        raise PydanticCustomError("value.text", "{why}", {"why": error.message}) from error
    return text


class TextValue(RootModel[Annotated[StrictStr, AfterValidator(_one_form)]], frozen=True):
    """A text that a database can hold."""


class TextConfig(BaseModel):
    """Settings of a text.

    Answers whose distance is at most `tolerance` (edits over length, 0 … 1) count as the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_length: Annotated[int, Field(ge=1, le=MAX_LENGTH, strict=True)] = 10_000
    multiline: StrictBool = False
    tolerance: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)] = 0.1


class Text:
    """The kind `text`."""

    name: ClassVar[str] = "text"
    version: ClassVar[int] = 1
    cardinality: ClassVar[Cardinality] = "one"
    law_pack: ClassVar[str] = "ascertain.testing.laws.packs:TEXT"
    Value = TextValue
    Config = TextConfig

    def scale(self, config: TextConfig) -> Scale:
        """Distances alone."""
        return Distance(config.tolerance)

    def check(self, value: TextValue, config: TextConfig, item: ItemFacts) -> Sequence[Problem]:
        """Not blank, not too long, one line where one is asked for."""
        del item
        text = value.root
        problems: list[Problem] = []
        if not text.strip():
            problems.append(Problem("value.empty", "Write something, or leave the field out."))
        if len(text) > config.max_length:
            problems.append(
                Problem(
                    "value.too-long",
                    f"The text has {len(text)} characters; at most {config.max_length} fit.",
                )
            )
        if "\n" in text and not config.multiline:
            problems.append(Problem("value.line-break", "Write it on one line."))
        return problems

    def normal(self, value: TextValue, config: TextConfig) -> TextValue:
        """The value's model has brought it into form; what was typed is not changed further."""
        del config
        return value

    def distance(self, a: TextValue, b: TextValue, config: TextConfig) -> float:
        """Edits over the length of the longer text (`editing.text_distance`); blanks of any sort
        and number count as one, composed and decomposed letters as the same.
        """
        del config
        return text_distance(comparable(a.root), comparable(b.root))

    def merge(
        self, values: Sequence[TextValue], weights: Sequence[float], config: TextConfig
    ) -> Merged[TextValue]:
        """The weighted medoid: the answer given that is nearest to all the others. Ties go to the
        heavier answer, then to the smaller in code points.

        `confidence`: share of the weight within `tolerance` of it. At most MAX_CANDIDATES · n
        distances for n distinct answers.
        """
        check_weights(values, weights)
        votes = weighed([value.root for value in values], weights)
        votes = {text: votes[text] for text in sorted(votes)}
        forms = {text: comparable(text) for text in votes}
        winner, far = medoid(
            votes, lambda a, b: text_distance(forms[a], forms[b]), candidates=MAX_CANDIDATES
        )
        near = sum(
            weight
            for weight, apart in zip(votes.values(), far, strict=True)
            if apart <= config.tolerance
        )
        return Merged(TextValue(winner), min(1.0, near / sum(votes.values())))

    def upgrade(self, raw: Any, version: int) -> Any:
        """There is one version so far."""
        if version > self.version:
            raise Unsupported(
                "kind.newer",
                f"The value was stored by text {version}; this is {self.version}. Upgrade.",
            )
        return raw

    def as_text(self, value: TextValue, config: TextConfig) -> str:
        """The text."""
        del config
        return value.root

    def as_row(self, value: TextValue, config: TextConfig) -> Mapping[str, Cell]:
        """`value`: the text."""
        del config
        return {"value": value.root}

    def from_text(self, text: str, config: TextConfig) -> Any:
        """The cell as it stands."""
        del config
        return text


TEXT = Text()
