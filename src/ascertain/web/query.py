"""Parameters that many lists share."""

from typing import Annotated

from fastapi import Query

from ascertain.core.pages import MAX_LIMIT

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows on a page.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next` of the page before; none: the first.")
]
