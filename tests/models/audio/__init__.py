"""From a leg's sound to segments."""
