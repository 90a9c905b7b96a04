"""What is shown of facts: pure functions, one module each, which compute anew at every reading.

`season.SeasonFacts` holds the facts of one season; what a page or the API lists of it is made of that alone.
"""
