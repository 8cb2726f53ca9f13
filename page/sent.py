"""What scripts of the browser send to the functions of the server, not yet looked at."""

from __future__ import annotations

from page.texts import Texts, texts_of


def field(sent: object, name: str) -> object:
    """A field of what was sent, whatever that is; None when it has none of this name."""
    return sent.get(name) if isinstance(sent, dict) else None


def texts_for(sent: object) -> Texts:
    """The texts of the language that was sent as `lang`."""
    return texts_of(field(sent, "lang"))
