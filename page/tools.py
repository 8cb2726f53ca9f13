"""The line of tools above an open document; the scripts of the panel do what its buttons say."""

from __future__ import annotations

from page.escape import escape
from page.texts import Texts


def render_tools(document_id: str, link: str, texts: Texts) -> str:
    """Previous and next citation, find, the original file, and a link to this place."""
    find = _button("find-previous", "↑", texts("find_previous")) + _button(
        "find-next", "↓", texts("find_next")
    )
    return (
        '<div class="wj-tools">'
        f"{_button('previous', texts('previous'))}{_button('next', texts('next'))}"
        '<span class="wj-find">'
        f'<input type="search" aria-label="{texts("find")}" placeholder="{texts("find")}" maxlength="200">'
        '<output class="wj-found"></output>'
        f"{find}</span>"
        f'<button type="button" data-do="original" data-document="{escape(document_id)}">'
        f"{texts('original')}</button>"
        f'<button type="button" data-do="link" data-link="{escape(link)}">{texts("copy_link")}</button>'
        '<output class="wj-said"></output></div>'
    )


def _button(does: str, text: str, label: str = "") -> str:
    named = f' aria-label="{label}" title="{label}"' if label else ""
    return f'<button type="button" data-do="{does}"{named}>{text}</button>'
