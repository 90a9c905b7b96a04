"""From Kafka into the stats database: reads batches, folds matches, saves facts and offset in one transaction."""
