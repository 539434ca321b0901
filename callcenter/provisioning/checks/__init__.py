"""What is wrong with declarations that can be read: one file for what each kind of them may get wrong."""
