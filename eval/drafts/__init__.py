"""Questions proposed by rule from the documents of an index, and those of them that a person accepted."""
