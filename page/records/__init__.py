"""What users leave behind: their conversations and what they said of the answers.

Not part of the index, which can be made again: it stands in a folder of its own (`wenju serve --data-dir`).
"""
