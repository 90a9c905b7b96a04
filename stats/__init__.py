"""The historical stats: facts built from the Kafka log, in a database of their own, and the tables made of them."""
