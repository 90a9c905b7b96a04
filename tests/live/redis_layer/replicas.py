"""Redis' replication, for tests: make one server follow another, or none."""

import asyncio

import redis.asyncio as redis


async def replicate(replica, primary):
    """Make one server the replica of another, and wait until it is."""
    host, port = primary.url.removeprefix("redis://").removesuffix("/0").split(":")
    async with redis.Redis.from_url(replica.url) as client:
        await client.replicaof(host, port)
        async with asyncio.timeout(10):
            while (await client.info("replication")).get("master_link_status") != "up":  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def promote(replica):
    """Make a replica a primary of its own, with what it has got so far."""
    async with redis.Redis.from_url(replica.url) as client:
        await client.replicaof("NO", "ONE")


async def mislead(replica):
    """Let a replica follow a server that is not there: it answers, looks well, and brings nothing."""
    async with redis.Redis.from_url(replica.url) as client:
        await client.replicaof("127.0.0.1", "1")


async def channels_at(server):
    """How many channels are subscribed at a server."""
    async with redis.Redis.from_url(server.url) as client:
        return len(await client.pubsub_channels())
