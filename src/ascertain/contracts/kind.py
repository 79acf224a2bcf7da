"""What can be annotated: the contract of an annotation kind, its optional views, and the plain
values that pass through it. Distances: 0 same … 1 nothing in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from ascertain.contracts.scale import Scale
from ascertain.core.errors import Problem

V = TypeVar("V", bound=BaseModel)
C = TypeVar("C", bound=BaseModel)
V_contra = TypeVar("V_contra", bound=BaseModel, contravariant=True)
C_contra = TypeVar("C_contra", bound=BaseModel, contravariant=True)

Cell = str | int | float | bool | None
Cardinality = Literal["one", "many"]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a kind may know of the item that was judged.

    `content` is the item's content as imported; sizes are in pixels of the original and None for
    anything but an image.
    """

    type: Literal["image", "text", "record"] = "record"
    content: Mapping[str, Any] = field(default_factory=dict)
    width_px: int | None = None
    height_px: int | None = None


@dataclass(frozen=True, slots=True)
class Merged(Generic[V]):
    """One answer made of several.

    `confidence` is the share of the weight, 0 … 1, that stands behind the answer. It is a count of
    support and not a calibrated probability.
    """

    value: V
    confidence: float


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """One class as the rest of the product sees it. `id` is permanent, `name` may change."""

    id: str
    name: str
    retired: bool = False


@runtime_checkable
class Kind(Protocol[V, C]):
    """One sort of answer. An implementation is an object without state.

    `Value` is a frozen pydantic model whose JSON form is the wire form and the stored form
    (a `RootModel` where that form is not an object). `Config` is a frozen pydantic model of what a
    project owner may set, refusing unknown settings (`extra="forbid"`). A validator of either may
    raise `PydanticCustomError("value.<reason>" or "schema.<reason>", message, {"at": "a/0"})`:
    the type becomes the stable code and `at` extends the JSON pointer.

    The laws that every kind obeys are `ascertain.testing.laws.KIND_LAWS`.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    cardinality: ClassVar[Cardinality]

    @property
    def Value(self) -> type[V]:  # noqa: N802 - it is a type
        """The model of a value."""
        ...

    @property
    def Config(self) -> type[C]:  # noqa: N802 - it is a type
        """The model of a field's settings."""
        ...

    def scale(self, config: C) -> Scale:
        """How quality sees an answer."""
        ...

    def check(self, value: V, config: C, item: ItemFacts) -> Sequence[Problem]:
        """What the model of the value cannot see: empty if the value is allowed.

        Pointers are relative to the value ("" for all of it, "/2" for its third part).
        """
        ...

    def normal(self, value: V, config: C) -> V:
        """The one form in which equal answers are stored; applying it twice changes nothing."""
        ...

    def distance(self, a: V, b: V, config: C) -> float:
        """How far two answers are apart, 0 … 1, symmetric, 0 for an answer and itself."""
        ...

    def merge(self, values: Sequence[V], weights: Sequence[float], config: C) -> Merged[V]:
        """One answer from one or more, with weights > 0. Order does not matter.

        Raises:
            ValueError: without values, or if the weights are not as many or not positive.
        """
        ...

    def upgrade(self, raw: Any, version: int) -> Any:
        """A stored value of an older `version` of the kind in its present form, on read.

        Raises:
            Unsupported: `kind.newer` if the value was stored by a newer version.
        """
        ...


@runtime_checkable
class Classified(Protocol[V_contra, C]):
    """A kind whose answers name classes of the field; lets schema versions map old to new."""

    def classes(self, config: C) -> Sequence[ClassInfo]:
        """Every class of the field in its order, retired ones included."""
        ...

    def as_label(self, value: V_contra, config: C) -> tuple[str, ...]:
        """Ids of the classes that the answer names, in the field's order."""
        ...

    def relabel(self, raw: Any, moves: Mapping[str, str], config: C) -> Any:
        """A stored value with class ids replaced by `moves`, in the form that `config` asks for.

        Takes and gives JSON, because an old value need not fit the new settings; what cannot be
        brought into form is returned as it is and fails its check.
        """
        ...

    def inherit(self, config: C, older: C, gone: Sequence[str]) -> C:
        """The settings with the classes `gone` of `older` kept as retired."""
        ...


@runtime_checkable
class ShowsText(Protocol[V_contra, C_contra]):
    """A kind whose answers can be read by people as one text."""

    def as_text(self, value: V_contra, config: C_contra) -> str:
        """The answer in words: class names, a number with its unit, the text itself."""
        ...


@runtime_checkable
class ShowsRow(Protocol[V_contra, C_contra]):
    """A kind whose answers fit the cells of a table without loss."""

    def as_row(self, value: V_contra, config: C_contra) -> Mapping[str, Cell]:
        """Cells by column; the column `value` holds all that `from_text` needs."""
        ...

    def from_text(self, text: str, config: C_contra) -> Any:
        """The unchecked wire form of an answer that stands in a cell of a table.

        Never raises: what cannot be read is returned as it is and fails its check.
        """
        ...
