"""The `wenju` command."""
