"""JSON Schemas of what Kafka holds: made from the types that write and read it, and compared with those released."""
