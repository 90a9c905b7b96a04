"""What operators run: facts built again, proven, and the Kafka log exported."""
