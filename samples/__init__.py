"""Makes the sample documents of `corpus/` that are not plain text, from the texts in this package."""
