"""Fine-tuning of the encoder: a question points at the sentence that answers it. See `train.__main__`."""
