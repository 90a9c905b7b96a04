"""What API, console, admin, commands and importers share: checks of values, addresses of clients, problem documents."""
