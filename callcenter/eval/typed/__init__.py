"""A story played by typing, its caller from the file or from a language model."""
