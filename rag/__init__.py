"""Questions to cited answers."""

from rag.chat import Chatbot
from rag.passages import answer_from_passages
from rag.scope import Scope
from rag.types import Answer, Citation, Hit, Note, Turn, Understood

__all__ = [
    "Answer",
    "Chatbot",
    "Citation",
    "Hit",
    "Note",
    "Scope",
    "Turn",
    "Understood",
    "answer_from_passages",
]
