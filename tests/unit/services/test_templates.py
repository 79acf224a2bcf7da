"""Ready made designs are designs."""

import pytest

from ascertain.core.errors import NotFound
from ascertain.kinds.schema import parse_schema
from ascertain.plugins import gather
from ascertain.services import templates


@pytest.mark.parametrize("template", templates.TEMPLATES, ids=lambda one: one.name)
def test_a_template_is_a_schema_with_a_guideline(template) -> None:
    schema = parse_schema({"fields": template.fields}, gather(()).kinds)
    assert schema.read_only is None
    assert template.guideline.startswith("# ")
    assert template.item_type in {"image", "text", "record"}


def test_names_are_unique_and_an_unknown_one_is_refused() -> None:
    names = [template.name for template in templates.TEMPLATES]
    assert len(set(names)) == len(names)
    with pytest.raises(NotFound, match=names[0]):
        templates.find("none")
