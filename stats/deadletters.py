"""Dead letters on their way to the dead-letter topic, where other programs look for them."""

from confluent_kafka import KafkaError, Message, Producer
from django.conf import settings

from stats.broker import client_logger
from stats.models import DeadLetter

AT_ONCE = 1_000
FLUSH_S = 5.0


def publish() -> int:
    """Send the letters that the topic does not have yet, with their reason in headers; how many it took.

    At least once: a crash before the mark sends one again. Raises KafkaException.
    """
    letters = list(DeadLetter.objects.filter(published=False).order_by("pk")[:AT_ONCE])
    if not letters:
        return 0
    producer = Producer(
        {"bootstrap.servers": settings.KAFKA_BOOTSTRAP, "enable.idempotence": True, "client.id": "scoreboard-stats"},
        logger=client_logger,
    )
    sent: list[int] = []
    for letter in letters:

        def report(error: KafkaError | None, _: Message, pk: int = letter.pk) -> None:
            if error is None:
                sent.append(pk)

        producer.produce(
            settings.KAFKA_TOPIC_DEAD,
            key=None if letter.key is None else bytes(letter.key),
            value=None if letter.value is None else bytes(letter.value),
            headers=[
                ("reason", letter.reason.encode()),
                ("topic", letter.topic.encode()),
                ("partition", str(letter.partition).encode()),
                ("offset", str(letter.offset).encode()),
                ("at", letter.at.isoformat().encode()),
            ],
            on_delivery=report,
        )
    producer.flush(FLUSH_S)
    DeadLetter.objects.filter(pk__in=sent).update(published=True)
    return len(sent)
