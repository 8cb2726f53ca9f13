"""Measures `rag` and `index` from outside; imported only by the command line."""
