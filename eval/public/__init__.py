"""Public question sets, given by path, and the measures over them."""
