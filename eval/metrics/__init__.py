"""What is measured of an answer, of a ranking, and of the decision to answer: numbers in, numbers out."""
