"""Ends with 0 if the web in this container answers (on port 8000, or the one given): the image's HEALTHCHECK.

Asks under a name that ALLOWED_HOSTS has and as a proxy with TLS would, so that neither refuses or redirects it.
"""  # noqa: INP001

import http.client
import os
import sys

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().removeprefix(".").replace("*", "localhost")
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 8000, timeout=4)
connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != http.HTTPStatus.OK)
