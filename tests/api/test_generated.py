"""Requests that nobody would write: generated from the description, as every role. None may make
the server fail, and every answer is one that the description promises."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ascertain.services import access
from tests.api.product import Client, Product, description

FIELDS = [{"name": "topic", "kind": "choice", "classes": ["billing", "other"]}]
LEFT_OUT = {"/api/v1/events"}  # streams for ever
EXAMPLES = 120


def _operation(result: Any) -> Any:
    """An operation that the description has; a broken description is a failure."""
    return result.ok()


def cases(known: dict[str, str]) -> st.SearchStrategy[Any]:
    """Requests to any operation; half of those that name something name what is there."""
    schema = schemathesis.openapi.from_dict(description())
    strategies = [
        operation.as_strategy()
        for operation in map(_operation, schema.get_all_operations())
        if operation.path not in LEFT_OUT
    ]

    def place(case: Any, *, real: bool) -> Any:
        for name in set(case.path_parameters or {}) & known.keys():
            if real:
                case.path_parameters[name] = known[name]
        return case

    return st.builds(place, st.one_of(strategies), real=st.booleans())


def send(client: Client, case: Any) -> int:
    """The status of the answer, which `Client` has held against the description."""
    sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    sent = {
        name: sent[name]
        for name in ("method", "url", "params", "headers", "json", "content", "data", "files")
        if sent.get(name) is not None
    }
    headers = {
        name: value
        for name, value in dict(sent.pop("headers", {})).items()
        if name.lower() not in {"authorization", "cookie", "host"} and is_header(name, value)
    }
    if isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    return client.request(sent.pop("method"), sent.pop("url"), headers=headers, **sent).status_code


def is_header(name: str, value: Any) -> bool:
    text = f"{name}{value}"
    return text.isascii() and text.isprintable()


@pytest.mark.parametrize("role", access.ROLES)
def test_no_request_makes_the_server_fail(product: Product, role: str) -> None:
    client = product.member(role)
    project = product.owner.post("/projects", {"name": "Messages", "fields": FIELDS})["id"]
    known = {
        "project": project,
        "member": product.member("annotator", "target").id,
        "invitation": product.owner.post("/invitations", {"role": "annotator"})["id"],
    }

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(known))
    def run(case: Any) -> None:
        assert send(client, case) < 500

    run()
