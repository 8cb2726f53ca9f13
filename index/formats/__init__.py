"""One module a family of file formats: bytes in, `Extracted` or CorpusError out."""
