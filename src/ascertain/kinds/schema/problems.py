"""Problems with JSON pointers, made from what pydantic found wrong."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from ascertain.core.errors import Invalid, Problem

_JSON_NAMES = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    tuple: "a list",
    dict: "an object",
}


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) of object keys and list places."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def refuse(problems: Sequence[Problem], *, more: str = "") -> None:
    """Raises `Invalid` with all problems, named after the first; nothing if there is none."""
    if not problems:
        return
    first = problems[0]
    others = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    raise Invalid(first.code, f"{first.message}{others}{more}", tuple(problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that is most like it, or nothing."""
    match = get_close_matches(word, list(known), n=1)
    return f" Did you mean “{match[0]}”?" if match else ""


def name_of_json(raw: Any) -> str:
    """What people call the JSON type of a value."""
    return _JSON_NAMES.get(type(raw), "something that is not JSON")


def setting_problems(
    error: ValidationError, raw: Mapping[str, Any], base: str, known: Iterable[str]
) -> list[Problem]:
    """Problems of a field's settings. `base` points at the field, `known` are its settings."""
    known = list(known)
    found: dict[tuple[str, str], Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        where = base + _place(raw, detail["loc"], missing=detail["type"] == "missing")
        context: Mapping[str, Any] = detail.get("ctx") or {}
        if "at" in context:
            where += pointer(*str(context["at"]).split("/"))
        code, message = "schema.setting", _sentence(detail["msg"])
        if detail["type"] == "extra_forbidden":
            word = str(detail["loc"][-1])
            hint = nearest(word, known) if len(detail["loc"]) == 1 else ""
            code, message = "schema.unknown-setting", f"There is no setting “{word}” here.{hint}"
        elif detail["type"] == "missing":
            code, message = "schema.missing-setting", f"“{detail['loc'][-1]}” is needed."
        elif detail["type"].startswith("schema."):
            code = detail["type"]
        found.setdefault((code, where), Problem(code, message, where))
    return list(found.values())


def value_problems(error: ValidationError, raw: Any, kind: str) -> list[Problem]:
    """Problems of one value, with pointers relative to it."""
    details = error.errors(include_url=False, include_input=False)
    own = [detail for detail in details if detail["type"].startswith("value.")]
    if own:
        return [
            Problem(detail["type"], _sentence(detail["msg"]), _place(raw, detail["loc"]))
            for detail in own
        ]
    deepest = max((_place(raw, detail["loc"]) for detail in details), key=len)
    message = f"The kind “{kind}” has no such value: {name_of_json(raw)} was given."
    return [Problem("value.type", message, deepest)]


def _sentence(message: str) -> str:
    # Owners write lists and know no tuples.
    text = message.replace("Tuple", "The list").replace("Input", "This")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else text + "."


def _place(raw: Any, loc: Sequence[str | int], *, missing: bool = False) -> str:
    """The pointer of a pydantic location: only its parts that are in the data, because a location
    also names the branches of unions.
    """
    parts: list[str | int] = []
    here = raw
    for at, part in enumerate(loc):
        if isinstance(here, Mapping) and part in here:
            here = here[str(part)]
        elif isinstance(here, list | tuple) and isinstance(part, int) and part < len(here):
            here = here[part]
        elif not (missing and at == len(loc) - 1):
            continue
        parts.append(part)
    return pointer(*parts)
