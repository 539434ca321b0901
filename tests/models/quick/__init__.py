"""Ways to hosted models that take less processor time."""
