"""Web archives: a page and its pictures in one mail message, as browsers and Word save them."""

from __future__ import annotations

import email
import email.policy

from index.decode import decode
from index.errors import CorpusError
from index.formats.html import html_text
from index.formats.reading import Beat
from index.types import Extracted


def read_mht(data: bytes, beat: Beat) -> Extracted:
    """Read a saved web archive. Raises CorpusError when it holds no page."""
    source, codec = mht_page(data)
    return Extracted(html_text(source), codec)


def mht_page(data: bytes) -> tuple[str, str]:
    """(source, codec) of the page in a web archive. Raises CorpusError when there is none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return decode(payload)
    raise CorpusError("网页存档里没有网页，请在浏览器中另存为 html 后重试")
