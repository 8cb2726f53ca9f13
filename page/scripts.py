"""The scripts of the page's components, each behind the words that it uses."""

from __future__ import annotations

import re

from page.assets import read_asset
from page.texts import script_texts

_ASKED = re.compile(r"\btexts\.(\w+)")


def script(*names: str) -> str:
    """The scripts of one component as one, so that they share what they know.

    Before them stand the texts that they ask for as `texts.KEY`; a key that there is not raises KeyError.
    """
    scripts = "\n".join(read_asset(name) for name in ("language.js", *names))
    return script_texts(_ASKED.findall(scripts)) + scripts
