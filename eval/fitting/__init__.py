"""Weights fitted on questions, and what each component is worth."""
