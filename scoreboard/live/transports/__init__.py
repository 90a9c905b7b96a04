"""The ways in which viewers are served: WebSocket, SSE, nginx with nchan; where a client goes when one is full."""
