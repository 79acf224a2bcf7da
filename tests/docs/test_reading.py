"""Snippets are found where they stand, with their language and the reason not to run them."""

from pathlib import Path

from tests.docs.pages import prose, snippets
from tests.docs.test_snippets import commands, runs

PAGE = """# Title

```python
x = 1
```

<!-- no-run: takes an hour -->
```sh
sleep 3600
```

1. A list
   ```console
   $ ascertain \\
       --version
   0.1.0
   $ true
   ```
"""


def test_snippets_are_read_from_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    python, shell, console = snippets(page)
    assert (python.line, python.language, python.body) == (4, "python", "x = 1\n")
    assert (shell.reason, runs(shell)) == ("takes an hour", False)
    assert runs(console)
    assert list(commands(console.body)) == [
        ("ascertain \\\n    --version", "0.1.0\n"),
        ("true", ""),
    ]
    assert "sleep" not in prose(page)
