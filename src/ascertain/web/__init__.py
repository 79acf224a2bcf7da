"""The web floor: HTTP in, verbs called, replies out. The only floor that knows HTTP."""
