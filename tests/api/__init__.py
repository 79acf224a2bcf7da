"""The product over HTTP, every reply held against the API's description."""
