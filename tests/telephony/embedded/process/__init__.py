"""The parent and its worker processes: started, heard, drained, replaced."""
