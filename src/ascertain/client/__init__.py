"""The Python client: needs no server of its own, speaks HTTP to one, and never touches records."""
