"""The answer that describes all others: the OpenAPI document."""

from typing import Annotated, Any

from msgspec import Meta

from scoreboard.api.answers.common import Answer

Described = Annotated[dict[str, Any], Meta(description="As OpenAPI 3.1 has it.")]


class Info(Answer):
    """What the API is called, and its version."""

    title: str
    version: str
    description: str


class Server(Answer):
    """Where the API is."""

    url: str


class Tag(Answer):
    """What operations have in common that bear its name."""

    name: str
    description: str


class Document(Answer):
    """An OpenAPI document: each address with its operations by method, and what they share by kind and name."""

    openapi: Annotated[str, Meta(pattern=r"^3\.1\.")]
    info: Info
    servers: list[Server]
    tags: list[Tag]
    paths: dict[str, dict[str, Described]]
    components: dict[str, dict[str, Described]]
