"""The file that keeps conversations and feedback: SQLite, in a folder that is the user's own.

What was acknowledged survives a kill and a power cut: write-ahead log, every commit synced. What was deleted
is overwritten, also in the log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from index.errors import WenjuError
from index.normal import fold
from page.records.schema import FORGET, LIST, READ, SCHEMA, VERSION
from page.records.stored import as_json, from_json
from page.records.types import Exchange, Feedback, Listed

FILE_NAME = "records.sqlite"
_WAIT_SECONDS = 5.0


class Store:
    """Conversations by user, in one file. Safe between threads; what one user asks, no other is given.

    Every method but `open` raises `sqlite3.Error` when the file fails it.
    """

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        self.folder = folder
        self._database = database
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the file in `folder`, made where there is none. Raises `WenjuError` when it cannot be used."""
        path = folder / FILE_NAME
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            database = sqlite3.connect(
                path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                _prepare(database, path)
            except BaseException:
                database.close()
                raise
        except OSError as error:
            raise WenjuError(f"不能写数据文件夹 {folder}：{error.strerror}。请换用 --data-dir") from error
        except sqlite3.Error as error:
            raise WenjuError(
                f"历史记录文件打不开：{path}（{error}）。请恢复备份，或移走它，或换用 --data-dir"
            ) from error
        return cls(database, folder)

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def add(self, user: str, exchange: Exchange) -> None:
        """Keep an exchange of a conversation of `user`. Kept when this returns, whatever happens next.

        Raises `sqlite3.IntegrityError` when the conversation is another user's.
        """
        record = json.dumps(as_json(exchange), ensure_ascii=False)
        question, answer = exchange.answer.question, exchange.answer.text
        with self._transaction() as database:
            new = (exchange.conversation, user)
            database.execute("INSERT INTO conversations VALUES (?, ?) ON CONFLICT DO NOTHING", new)
            if not _owns(database, user, exchange.conversation):
                raise sqlite3.IntegrityError("conversation of another user")
            database.execute(
                "INSERT INTO exchanges (id, conversation, asked, question, answer, folded, record) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(exchange.id, exchange.conversation, exchange.asked, question, answer),
                    *(fold(f"{question}\n{answer}"), record),
                ),
            )

    def conversations(self, user: str, words: str = "") -> list[Listed]:
        """Conversations of `user` that hold `words` in a question or an answer, last asked first.

        Compared in the normal form: 臺, ＧＤＰ and gdp find 台 and GDP.
        """
        with self._lock:
            rows = self._database.execute(LIST, {"user": user, "words": fold(words.strip())}).fetchall()
        return [Listed(*row) for row in rows]

    def exchanges(self, user: str, conversations: Sequence[str]) -> list[Exchange]:
        """All that was asked in these conversations, those of `user` among them, in the order given."""
        found = []
        with self._lock:
            for conversation in conversations:
                query = f"{READ} WHERE c.user = ? AND c.id = ? ORDER BY e.number"
                found += self._database.execute(query, (user, conversation)).fetchall()
        return [_exchange(row) for row in found]

    def exchange(self, exchange_id: str) -> Exchange | None:
        """One exchange by its id, whoever's it is: an id is as good as unguessable."""
        with self._lock:
            row = self._database.execute(f"{READ} WHERE e.id = ?", (exchange_id,)).fetchone()
        return _exchange(row) if row else None

    def rated(self, user: str) -> list[Exchange]:
        """Exchanges of `user` with feedback, the last given first."""
        with self._lock:
            query = f"{READ} WHERE c.user = ? AND f.rating IS NOT NULL ORDER BY f.given DESC, e.number DESC"
            rows = self._database.execute(query, (user,)).fetchall()
        return [_exchange(row) for row in rows]

    def ratings(self) -> dict[str, int]:
        """How often each rating was given, by all users."""
        with self._lock:
            rows = self._database.execute("SELECT rating, count(*) FROM feedback GROUP BY rating").fetchall()
        return dict(rows)

    def rate(self, exchange_id: str, feedback: Feedback) -> None:
        """Keep what is said of an answer, in the place of what was said before."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO feedback VALUES (?, ?, ?, ?) ON CONFLICT (exchange) DO UPDATE SET "
                "rating = excluded.rating, comment = excluded.comment, given = excluded.given",
                (exchange_id, feedback.rating, feedback.comment, feedback.given),
            )

    def delete(self, user: str, conversations: Sequence[str]) -> list[str]:
        """Forget these conversations, those of `user` among them; returns the ids of their exchanges."""
        deleted: list[str] = []
        with self._transaction() as database:
            for conversation in conversations:
                if _owns(database, user, conversation):
                    rows = database.execute(FORGET, (conversation,)).fetchall()
                    deleted += [exchange_id for (exchange_id,) in rows]
                    database.execute("DELETE FROM conversations WHERE id = ?", (conversation,))
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return deleted

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:  # a full disk has rolled it back already
                    self._database.execute("ROLLBACK")
                raise


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        database.execute(f"PRAGMA {pragma}").fetchall()
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in SCHEMA.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")
    if version > VERSION:
        raise WenjuError(
            f"历史记录文件 {path} 是较新版本的程序写的（{version}，本程序认识 {VERSION}）。"
            "请升级程序，或换用 --data-dir"
        )
    # A deletion that was cut off after its commit has yet to be overwritten in the log.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _owns(database: sqlite3.Connection, user: str, conversation: str) -> bool:
    query = "SELECT 1 FROM conversations WHERE id = ? AND user = ?"
    return database.execute(query, (conversation, user)).fetchone() is not None


def _exchange(row: tuple[str, str | None, str, str]) -> Exchange:
    record, rating, comment, given = row
    return from_json(json.loads(record), Feedback(rating, comment, given) if rating else None)
