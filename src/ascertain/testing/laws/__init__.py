"""The laws that every plug-in of a sort obeys, as plain functions. `running` draws examples for
them and needs the package hypothesis; the laws themselves need nothing."""

from ascertain.testing.laws.kinds import KIND_LAWS, KindLaw, KindPack, LawBroken

__all__ = ["KIND_LAWS", "KindLaw", "KindPack", "LawBroken"]
