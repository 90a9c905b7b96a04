"""What only a demo has (DEMO=1): matches played again and again, whether somebody watches, an admin of this machine."""
