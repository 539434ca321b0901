"""Network namespaces: other machines, and what would have left this one."""
