# One image for web, relay, worker, beat and the management commands; docker-compose.yml says which is which.
FROM python:3.11-slim

RUN useradd --create-home --uid 10001 scoreboard
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --requirement requirements.txt

COPY --chown=scoreboard . .
RUN SECRET_KEY=only-for-collectstatic DATA_DIR=/tmp python manage.py collectstatic --noinput \
    && mkdir -p /app/var && chown scoreboard /app/var

USER scoreboard
EXPOSE 8000
CMD ["uvicorn", "scoreboard.asgi:application", "--host", "0.0.0.0", "--port", "8000"]
