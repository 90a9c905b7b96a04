"""The HTTP API, /api/v1 (docs/protocol.md; OpenAPI at /api/v1/openapi.json)."""
