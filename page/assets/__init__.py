"""Style sheets and scripts of the page, as files of their own kind."""

from __future__ import annotations

from importlib.resources import files


def read_asset(name: str) -> str:
    """Text of a file of this folder."""
    return files("page.assets").joinpath(name).read_text(encoding="utf-8")
