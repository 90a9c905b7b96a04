"""How rows get into the stats database fast, and how records are kept there."""
