"""A plot of its own file made part of a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from eval.plot import INK, LINE, PAPER, SERIES

# A colour of a plot -> the property of the style sheet that stands for it, light or dark.
COLOURS = {
    PAPER: "--paper",
    INK: "--ink",
    LINE: "--line",
    **{c: f"--series-{n}" for n, c in enumerate(SERIES, 1)},
}
_COLOUR = re.compile("|".join(COLOURS), re.IGNORECASE)
_REFERENCE = re.compile(r"url\(#|^#")
_METADATA = ("metadata", "style")


def inline(svg: str, name: str) -> str:
    """Return the `svg` element for HTML: ids begin with the name, colours are those of the page.

    The title and the description are the elements `<name>-title` and `<name>-said` of the page. Namespaces,
    which HTML implies, metadata, and style rules, which would hold for the whole page, are left out.
    """
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        parent.tag = _local(parent.tag)
        parent.attrib = {_local(key): _attribute(_local(key), v, name) for key, v in parent.attrib.items()}
        for child in [c for c in parent if _local(c.tag) in _METADATA]:
            parent.remove(child)
    for fixed in ("width", "height", "version"):
        root.attrib.pop(fixed, None)
    spoken = {"role": "img", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-said"}
    root.attrib.update(spoken)
    return ElementTree.tostring(root, encoding="unicode")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attribute(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key in ("href", "style", "clip-path"):
        value = _REFERENCE.sub(lambda found: f"{found[0]}{name}-", value)
        return _COLOUR.sub(lambda found: f"var({COLOURS[found[0].lower()]})", value)
    return value
