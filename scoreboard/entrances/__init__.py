"""What every entrance shares: bounds of values, addresses of clients, problem documents."""
