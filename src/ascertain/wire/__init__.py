"""Request and reply models, one file per noun, shared by the web floor and the client.

Times on the wire are RFC 3339 in UTC; ids are UUIDs as text; probabilities are floats 0..1.
"""
