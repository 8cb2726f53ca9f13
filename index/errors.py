"""What can go wrong, as a user meets it.

    WenjuError                 every error with a message meant for the user
    ├── CorpusError            a folder or file that cannot be read as documents
    ├── IndexUnusableError     an index that is missing, damaged, or made with other settings
    └── ModelError             an embedding model that is missing, damaged, or does not fit

Messages are one line of Chinese: what, with which value, and the command that helps.
"""


class WenjuError(Exception):
    """Base of all errors whose message is shown to the user as it stands."""


class CorpusError(WenjuError):
    """A folder or file that cannot be read as documents."""


class IndexUnusableError(WenjuError):
    """An index that is missing, damaged, or made with another model or version."""


class ModelError(WenjuError):
    """An embedding model that is missing, damaged, or does not fit the index."""
