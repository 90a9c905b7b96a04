"""The data that database, Kafka, API and push share: records, snapshots, frames, catalogue entries, Kafka messages."""
