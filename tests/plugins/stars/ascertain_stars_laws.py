"""Examples of stars, for the laws."""

# It is found where a test puts it, which a type checker does not see.
from ascertain_stars import STARS as KIND  # type: ignore[import-not-found]
from ascertain_stars import StarsConfig, StarsValue
from hypothesis import strategies as st

from ascertain.testing.laws import KindPack


def _examples(config: StarsConfig) -> st.SearchStrategy[StarsValue]:
    return st.builds(StarsValue, stars=st.integers(0, config.top), sure=st.booleans())


STARS = KindPack(
    KIND,
    st.builds(StarsConfig, top=st.integers(1, 10)),
    _examples,
    stored=[(StarsConfig(), 4, 1), (StarsConfig(top=10), 0, 1)],
)
