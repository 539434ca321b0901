"""What holds for the whole house: names, sizes, imports, documents, start-up."""
