"""A run as one page of HTML: no script, no request, all that documents and users say shown as text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from eval.history import Point, history_picture
from eval.html.conditions import Conditions
from eval.html.failed import NOTE_KINDS, Open, failures
from eval.html.inline import inline
from eval.html.tables import tables
from eval.latency import stages
from eval.paired import wilson
from eval.pictures import pictures
from eval.plot import plots_available
from eval.run import Row
from eval.summary import summarise
from index.errors import WenjuError
from index.extras import installing

TEMPLATE, STYLE = "template.html.j2", "report.css"


@dataclass(frozen=True, slots=True)
class Key:
    """One of the figures on top: its name, value, and a remark."""

    name: str
    value: str
    remark: str = ""


def require_report(path: Path) -> None:
    """Raise WenjuError when no report can be made, or not there; to be called before anything long."""
    if not plots_available() or find_spec("jinja2") is None:
        raise WenjuError(
            f"评测报告要用 matplotlib 和 Jinja2，没有安装。请在项目文件夹里运行：{installing('eval')}"
        )
    if path.is_dir() or not path.parent.is_dir():
        reason = "它是文件夹" if path.is_dir() else f"没有文件夹 {path.parent}"
        raise WenjuError(f"评测报告不能写到 {path}：{reason}。请换用别的 --report")


def write_report(
    path: Path, rows: Sequence[Row], document: Open, made_with: Conditions, past: Sequence[Point] = ()
) -> None:
    """Write the page of `render`, whole or not at all. Raises WenjuError when it cannot be written."""
    page = render(rows, document, made_with, past)
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise WenjuError(f"评测报告没有写下：{path}（{error.strerror}）。请换用别的 --report") from error
    finally:
        new.unlink(missing_ok=True)


def render(rows: Sequence[Row], document: Open, made_with: Conditions, past: Sequence[Point] = ()) -> str:
    """Return the page. `document` gives the stored documents, `past` are earlier runs for a plot of them."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(_part),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    failed = failures(rows, document)
    drawn = [*pictures(rows), *([history_picture(past)] if len(past) > 1 else [])]
    return environment.get_template(TEMPLATE).render(
        conditions=made_with,
        keys=_keys(rows),
        tables=tables(rows),
        stages=stages(rows),
        pictures=[(picture, Markup(inline(picture.svg, picture.name))) for picture in drawn],
        failures=failed,
        anchors={category: f"failed-{number}" for number, category in enumerate(failed)},
        note_kinds=NOTE_KINDS,
        style=Markup(_part(STYLE)),
    )


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _keys(rows: Sequence[Row]) -> list[Key]:
    """What most ask for first; a share of some questions has its interval."""
    answerable = [row.right for row in rows if row.case.answerable]
    refused = [not row.answer.answered for row in rows if not row.case.answerable]
    means = summarise("all", rows).means
    keys = [_share("答对", answerable), _share("该拒答而拒答", refused)]
    names = {"R@5": "前 5 段找到依据", "citation precision": "引文切题", "exact": "引文逐字一致"}
    keys += [Key(said, f"{means[n]:.1%}", n) for n, said in names.items() if n in means]
    keys += [Key("耗时中位数", f"{s.median:.0f} ms", "p50") for s in stages(rows) if s.name == "total"]
    return [key for key in keys if key]


def _share(name: str, held: Sequence[bool]) -> Key:
    if not held:
        return Key(name, "—", "没有这样的题")
    found = wilson(sum(held), len(held))
    return Key(name, f"{found.value:.1%}", f"{len(held)} 题，95 % 区间 {found.low:.1%}–{found.high:.1%}")
