"""Questions, documents and rankings as files of the field, for other tools."""
