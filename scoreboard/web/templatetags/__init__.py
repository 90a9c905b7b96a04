"""Django's place for template tags and filters."""
