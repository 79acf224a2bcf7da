"""One file per noun; every route declares its action (see `web.guard`)."""
