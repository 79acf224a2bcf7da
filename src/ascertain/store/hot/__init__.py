"""The serving path in prepared SQL on the driver itself: one statement builder per database."""

from ascertain.store.hot.base import HotStore

__all__ = ["HotStore"]
