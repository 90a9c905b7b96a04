"""Feeds a match from a file of JSON lines: feed.py MATCH FILE. Run again, it goes on where it was.

SCOREBOARD_TOKEN has an API token; SCOREBOARD_URL says where the Scoreboard is, if not on this machine.
"""

import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request

URL = os.environ.get("SCOREBOARD_URL", "http://127.0.0.1:8000")
TRY_AGAIN = {429, 500, 502, 503, 504}  # of these another try may become something else


def send(path, body, *, key):
    """POST a request, as often as it takes to get an answer; the status and the answer."""
    headers = {
        "Authorization": f"Bearer {os.environ['SCOREBOARD_TOKEN']}",
        "Content-Type": "application/json",
        "Idempotency-Key": key,  # the same for every try, so that it is entered once
    }
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers)
    longest = 1.0
    while True:
        wait = random.uniform(0, longest)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            if error.code not in TRY_AGAIN:
                return error.code, json.load(error)
            wait = float(error.headers.get("Retry-After", wait))
        except (OSError, http.client.HTTPException):
            pass  # no answer: it may have been entered, or not
        time.sleep(wait)
        longest = min(longest * 2, 30.0)


def feed(match, lines):
    """Enter the events of a match, one after the other; the number of those that were refused."""
    seqs = {}  # the number that each event got in the match's log, by its key
    refused = 0
    for line in lines:
        event = json.loads(line)
        key, path = event.pop("key"), f"/api/v1/matches/{match}/events"
        for correction in ("void", "amend"):
            if correction in event:
                path += f"/{seqs.get(event.pop(correction), 0)}/{correction}"
        status, answer = send(path, event, key=key)
        if status in (401, 403):
            sys.exit(f"{status} {answer['detail']}")
        if status >= 400:
            refused += 1
            print(f"{key}: {status} {answer['detail']}", file=sys.stderr)
            continue
        seqs[key] = answer["event"]["seq"]
        score = answer["match"]["score"]
        said = "entered" if status == 201 else "was there"
        print(f"{key}: {said} as event {seqs[key]}, now {score['home']}-{score['away']}", flush=True)
    return refused


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8") as file:
        sys.exit(1 if feed(sys.argv[1], file) else 0)
