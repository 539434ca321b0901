"""Ways to hosted models that take less processor time than those the plugins' packages have by themselves."""
