"""The default embedding model: found, converted once from its packed file, and kept in the user's cache."""
