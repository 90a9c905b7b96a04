"""The only write path of the match log: what enters records, makes and changes fixtures, and raises epochs."""
