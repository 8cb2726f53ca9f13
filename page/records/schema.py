"""The tables of the store, and the questions asked of them that are longer than a line."""

from __future__ import annotations

VERSION = 1
SCHEMA = """
CREATE TABLE conversations (id TEXT PRIMARY KEY, user TEXT NOT NULL);
CREATE INDEX by_user ON conversations (user);
CREATE TABLE exchanges (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
    asked TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    folded TEXT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX by_conversation ON exchanges (conversation);
CREATE TABLE feedback (
    exchange TEXT PRIMARY KEY REFERENCES exchanges (id) ON DELETE CASCADE,
    rating TEXT NOT NULL,
    comment TEXT NOT NULL,
    given TEXT NOT NULL
);
"""
LIST = """
SELECT c.id, first.question, first.answer, last.asked, count(*)
FROM conversations c JOIN exchanges e ON e.conversation = c.id
JOIN exchanges first ON first.number = (SELECT min(number) FROM exchanges WHERE conversation = c.id)
JOIN exchanges last ON last.number = (SELECT max(number) FROM exchanges WHERE conversation = c.id)
WHERE c.user = :user AND c.id IN (
    SELECT conversation FROM exchanges WHERE :words = '' OR instr(folded, :words) > 0
)
GROUP BY c.id ORDER BY last.number DESC
"""
# The exchanges of a conversation, deleted; their feedback goes with them.
FORGET = "DELETE FROM exchanges WHERE conversation = ? RETURNING id"
READ = """
SELECT e.record, f.rating, f.comment, f.given
FROM exchanges e JOIN conversations c ON c.id = e.conversation LEFT JOIN feedback f ON f.exchange = e.id
"""
