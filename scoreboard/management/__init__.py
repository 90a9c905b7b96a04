"""Django's place for commands, and what several of them share."""
