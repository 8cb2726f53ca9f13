"""Values of spreadsheet cells as their number formats show them (ECMA-376, 18.8.31, in part)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

# White of a width (`_ `), filling (`* `), colours and languages ([Red], [$-804]) show no character.
_UNSEEN = re.compile(r"_.|\*.|\[(?!\$[^-\]])[^\]]*\]")
_SIGN = re.compile(r"\[\$([^-\]]+)[^\]]*\]|\\(.)")
_LITERAL = r'(?:"[^"]*"|[¥￥$\u4e00-\u9fff])*'
_NUMBER = re.compile(
    rf"(?P<before>{_LITERAL})(?P<digits>[#0,]*[#0])(?:\.(?P<decimals>0+)#*)?(?P<percent>%?)(?P<after>{_LITERAL})"
)
_QUOTED = re.compile(r'"[^"]*"')


def shown(value: object, form: str) -> str:
    """Return a cell as it is seen: 12.50%, 1,234.00, 12.5万元, 007, 2023-01-29, 2023年1月."""
    pattern = _SIGN.sub(lambda m: f'"{m[1] or m[2]}"', _UNSEEN.sub("", form.split(";")[0])).strip()
    if isinstance(value, datetime):
        return _month(value, pattern) or plain(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return plain(value)
    match = _NUMBER.fullmatch(pattern)
    if not match:
        return plain(value)
    return f"{match['before']}{_figure(value, match)}{match['after']}".replace('"', "")


def plain(value: object) -> str:
    """Return a value as text, without a format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}" if value != int(value) or abs(value) >= 1e15 else str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes") if value.time() != time() else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _figure(value: float, match: re.Match[str]) -> str:
    digits, decimals = match["digits"], len(match["decimals"] or "")
    if match["percent"]:
        return f"{value:.{decimals}%}"
    if "," in digits or decimals:
        return f"{value:{',' if ',' in digits else ''}.{decimals}f}"
    return str(value).zfill(digits.count("0")) if isinstance(value, int) else plain(value)


def _month(value: datetime, pattern: str) -> str:
    """Month or year where the format shows no day; empty for other formats."""
    codes = _QUOTED.sub("", pattern.lower())
    if "y" not in codes or any(code in codes for code in "dh"):
        return ""
    if "m" not in codes:
        return f"{value.year}年"
    return f"{value.year}年{value.month}月" if "月" in pattern else f"{value:%Y-%m}"
