"""The tabs of the page, each built by a module of its own."""
