"""What leaves the house, built and read in one place: records, snapshots, frames, catalogue entries, Kafka messages."""
