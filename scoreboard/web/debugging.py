"""What Django's debug page and reports of exceptions do not show."""

import re

from django.views.debug import SafeExceptionReporterFilter


class Filter(SafeExceptionReporterFilter):
    """Beside Django's own secrets: addresses, since those of servers hold passwords."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|URL|HOSTS|REPLICAS|BOOTSTRAP", re.IGNORECASE
    )
