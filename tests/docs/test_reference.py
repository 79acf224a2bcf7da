"""The reference says what the code says."""

import pytest

from tests.docs.reference import FOLDER, pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_reference_page_is_what_the_code_says(name):
    page = FOLDER / name
    assert page.is_file(), "python -m tests.docs.reference writes it"
    assert page.read_text("utf-8") == pages()[name], "python -m tests.docs.reference renews it"


def test_no_row_is_without_words():
    for name in ("settings.md", "events.md", "plug-ins.md"):
        for line in pages()[name].splitlines():
            if line.startswith("| `"):
                assert line.split("|")[-2].strip(), f"{name}: {line}"
