"""Formats that LibreOffice converts. API as index/known.py and index/build.py use it."""

from __future__ import annotations

import shutil

LEGACY = (".doc", ".wps", ".rtf", ".odt")


def office_found() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None
