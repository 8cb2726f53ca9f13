"""Text of documents and users, made inert for every place of the page that shows it."""

from __future__ import annotations


def _keeps(character: str) -> bool:
    if character.isalnum():
        return True
    return ord(character) > 0x9F and not character.isspace()


def escape(text: str) -> str:
    """`text` as numeric character references wherever a character could be markup.

    ASCII punctuation, white space and control characters are all written as `&#n;`. What is left cannot form
    HTML, Markdown, a bare link, nor a `${...}` or `{{...}}` of Gradio's templates, and the browser shows
    exactly the characters of `text`: the one function serves the chat (Markdown) and the panel (HTML).
    Show it with `white-space: pre-wrap`.
    """
    return "".join(c if _keeps(c) else f"&#{ord(c)};" for c in text)
