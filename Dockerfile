# One image for web, relay, worker, beat and every management command; docker-compose.yml says which is which.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY . .
# The key is for this line alone: it signs nothing. The code belongs to root, the program runs as somebody else.
RUN SECRET_KEY=only-to-collect-static-files DATA_DIR=/tmp python manage.py collectstatic --noinput \
    && useradd --create-home --uid 10001 scoreboard \
    && install --directory --owner=scoreboard /app/var

USER scoreboard
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "deploy/healthcheck.py"]
CMD ["uvicorn", "scoreboard.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--http", "scoreboard.live.protocol:HttpProtocol", "--ws", "websockets-sansio", \
     "--ws-per-message-deflate", "false", "--ws-max-size", "65536", \
     "--no-server-header", "--timeout-graceful-shutdown", "10"]
