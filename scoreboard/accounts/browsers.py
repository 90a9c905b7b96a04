"""Browsers by their User-Agent, as well as a person needs to tell them apart."""

# In this order: Edge, Opera and Samsung's say that they are Chrome, Chrome that it is Safari, phones that it is Linux.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def name_browser(agent: str) -> str:
    """A browser and its system in words, as `Firefox on Android`; nothing of `agent` itself is in them."""
    browser = next((name for mark, name in BROWSERS.items() if mark in agent), None)
    system = next((name for mark, name in SYSTEMS.items() if mark in agent), None)
    if browser is None and system is None:
        return "unknown browser"
    return f"{browser or 'A browser'} on {system}" if system else str(browser)
