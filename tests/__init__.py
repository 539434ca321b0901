"""The tests: a folder for each room of `callcenter`, and files here for what stands beside the rooms."""
