"""The process that parses files, so that a hostile one harms nobody: `python -m index.worker`.

Takes requests on stdin, each a line of JSON with the ending and the size of a file, then its bytes.
Answers on stdout with lines of JSON: `{}` as a sign of life, then what was read or why it was not.
"""

from __future__ import annotations

import json
import os
import sys
import zipfile
import zlib
from dataclasses import asdict
from typing import BinaryIO

from index.errors import CorpusError
from index.files import printable


def main(memory: int) -> None:
    """Serve requests until stdin ends; allocations past `memory` bytes fail."""
    _limit(memory)
    requests, answers = sys.stdin.buffer, _own_output()
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        _send(answers, _answer(request["ending"], data, answers))


def _answer(ending: str, data: bytes, answers: BinaryIO) -> dict[str, object]:
    """Return the fields of `Extracted`, or `reason`; whatever a parser raises is a reason."""
    from index.formats.reading import checked_length  # inside the limits
    from index.formats.table import READERS

    reader = READERS.get(ending)
    if reader is None:
        return {"reason": f"暂不支持 {ending or '无扩展名'} 格式（支持 {'、'.join(READERS)}），请另存后重试"}
    try:
        return asdict(checked_length(reader(data, lambda: _send(answers, {}))))
    except CorpusError as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": "读取时内存超过限制，请拆分或另存后重试"}
    except (zipfile.BadZipFile, zlib.error, EOFError):  # a part of an office file, met while it is parsed
        return {"reason": "文件已损坏或不完整，请打开修复或重新下载，另存后重试"}
    # The outer border: no file may end the process that reads the next one.
    except Exception as error:
        return {"reason": printable(f"读取时出错（{type(error).__name__}：{error}），请另存后重试")}


def _send(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _own_output() -> BinaryIO:
    """Return the real stdout, and lead what libraries print away from it."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
