"""HTTP and WebSocket protocols for uvicorn, with bounds on what a client may cost; knows no scoreboard."""
