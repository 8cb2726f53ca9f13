"""The offline side: files to a searchable folder. Knows nothing of questions."""
