"""What `callcenter validate` finds, before anything is applied."""
