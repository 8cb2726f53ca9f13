"""Which reader reads which file, by the ending of its name."""

from __future__ import annotations

from collections.abc import Mapping

from index.formats.docx import read_docx
from index.formats.html import read_html
from index.formats.legacy import read_legacy_slides, read_legacy_text
from index.formats.mht import read_mht
from index.formats.ocr import read_image
from index.formats.pdf import read_pdf
from index.formats.plain import PLAIN, read_plain
from index.formats.reading import Reader
from index.formats.sheet import read_csv, read_xls, read_xlsx
from index.formats.slides import read_pptx

READERS: Mapping[str, Reader] = {
    **dict.fromkeys(PLAIN, read_plain),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_html),
    **dict.fromkeys((".mht", ".mhtml"), read_mht),
    **dict.fromkeys((".docx", ".docm"), read_docx),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt"), read_legacy_text),
    **dict.fromkeys((".xlsx", ".xlsm"), read_xlsx),
    **dict.fromkeys((".xls", ".et", ".ods"), read_xls),
    **dict.fromkeys((".csv", ".tsv"), read_csv),
    ".pptx": read_pptx,
    ".pdf": read_pdf,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), read_image),
    **dict.fromkeys((".ppt", ".dps", ".odp"), read_legacy_slides),
}
