"""A Channels layer on Redis pub/sub with several servers, replicas and a history; knows no scoreboard."""
