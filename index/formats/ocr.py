"""Characters in pictures, by RapidOCR, whose models come in its own package."""

from __future__ import annotations

import io
import logging
import warnings
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from index.errors import CorpusError
from index.formats.layout import Box, join_lines, reading_lines
from index.formats.reading import Beat
from index.types import Extracted

if TYPE_CHECKING:
    from rapidocr import RapidOCR

# Lines that the model itself trusts less than this are noise: stamps, folds, pictures.
_MIN_SCORE = 0.5
_MAX_PIXELS = 100_000_000
_MAX_FRAMES = 1000
# Longest side of a page given to the detector; larger ones are shrunk.
_MAX_SIDE = 2600


def read_image(data: bytes, beat: Beat) -> Extracted:
    """Read a scan or a photograph, or all pages of a TIFF file.

    Raises CorpusError when it is no picture, too large, or without text.
    """
    text, pages = "", []
    for image in _frames(data):
        beat()
        pages.append(len(text))
        lines = reading_lines(read_boxes(image))
        for _, piece, begins in join_lines(lines):
            text += ("\n" if begins and text else "") + piece
    if not text.strip():
        raise CorpusError("图片里没有识别出文字，请检查是否清晰")
    return Extracted(text, "ocr", tuple(pages))


def read_boxes(image: Image.Image) -> list[Box]:
    """Lines of text found in an RGB picture, in pixels."""
    from rapidocr.utils.output import RapidOCROutput

    scale = min(1.0, _MAX_SIDE / max(image.size))
    if scale < 1:
        image = image.resize((round(image.width * scale), round(image.height * scale)))
    found = _engine()(image)
    assert isinstance(found, RapidOCROutput)
    if found.boxes is None or found.txts is None:
        return []
    corners = _straightened(found.boxes) / scale
    edges = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
    return [Box(str(text), *map(float, edge)) for text, edge in zip(found.txts, edges, strict=True)]


def _straightened(corners: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Corners `[n, 4, 2]`, clockwise from the upper left, turned so that the lines lie level."""
    along = corners[:, 1] - corners[:, 0]
    long = along[along[:, 0] >= np.median(along[:, 0])]
    angle = float(np.median(np.arctan2(long[:, 1], long[:, 0])))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    straight: npt.NDArray[np.float64] = corners.astype(np.float64) @ turn
    return straight


@cache
def _engine() -> RapidOCR:
    from rapidocr import RapidOCR  # about a second of imports, for scans only

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": _MIN_SCORE,
            "Global.max_side_len": _MAX_SIDE,
        }
    )


def _frames(data: bytes) -> list[Image.Image]:
    """Pictures of a file, upright."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is checked here
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > _MAX_PIXELS:
                raise CorpusError(f"图片有 {picture.width}×{picture.height} 像素，请缩小后重试")
            frames = [
                f.copy() for _, f in zip(range(_MAX_FRAMES), ImageSequence.Iterator(picture), strict=False)
            ]
            return [ImageOps.exif_transpose(frame).convert("RGB") for frame in frames]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise CorpusError("图片已损坏或格式不受支持，请另存为 PNG 或 JPG 后重试") from error
