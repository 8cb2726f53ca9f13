"""How a group of optional packages is installed."""

from __future__ import annotations


def installing(extra: str) -> str:
    """The command for an extra of pyproject.toml, in the folder of the project.

    Not by the project's name: nobody has published it, and a stranger could.
    """
    return f"pip install -c constraints.txt -e '.[{extra}]'"
