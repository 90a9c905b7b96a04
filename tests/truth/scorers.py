"""The best scorers of cups as they were published, not as a source of the matches has them.

World Cup 2014: goal.com, 14 July 2014 (six of Rodríguez, five of Müller, four of Neymar, Messi and van Persie). 2018:
inews.co.uk, 16 July 2018, final standings. 2022: mlssoccer.com, final list; channelnewsasia.com, 19 December 2022. Euro
2020: sportingnews.com, 12 July 2021, list of all with three goals and more; of which Harry Kane (4) is left out here,
since two of his goals are in Ukraine–England, whose goals the source has on the wrong sides.
"""

BEST = {
    ("World Cup", "2014"): {
        "Colombia": {"James Rodríguez": 6},
        "Germany": {"Thomas Müller": 5},
        "Brazil": {"Neymar": 4},
        "Argentina": {"Lionel Messi": 4},
        "Netherlands": {"Robin van Persie": 4},
    },
    ("World Cup", "2018"): {
        "England": {"Harry Kane": 6},
        "Belgium": {"Romelu Lukaku": 4, "Eden Hazard": 3},
        "France": {"Antoine Griezmann": 4, "Kylian Mbappé": 4},
        "Portugal": {"Cristiano Ronaldo": 4},
        "Russia": {"Denis Cheryshev": 4, "Artem Dzyuba": 3},
        "Colombia": {"Yerry Mina": 3},
        "Croatia": {"Mario Mandžukić": 3, "Ivan Perišić": 3},
        "Spain": {"Diego Costa": 3},
    },
    ("World Cup", "2022"): {
        "France": {"Kylian Mbappé": 8, "Olivier Giroud": 4},
        "Argentina": {"Lionel Messi": 7, "Julián Álvarez": 4},
        "Portugal": {"Gonçalo Ramos": 3},
        "Spain": {"Álvaro Morata": 3},
        "England": {"Bukayo Saka": 3, "Marcus Rashford": 3},
        "Brazil": {"Richarlison": 3},
        "Ecuador": {"Enner Valencia": 3},
        "Netherlands": {"Cody Gakpo": 3},
    },
    ("Euro", "2021"): {
        "Portugal": {"Cristiano Ronaldo": 5},
        "Czech Republic": {"Patrik Schick": 5},
        "France": {"Karim Benzema": 4},
        "Sweden": {"Emil Forsberg": 4},
        "Belgium": {"Romelu Lukaku": 4},
        "England": {"Raheem Sterling": 3},
        "Netherlands": {"Georginio Wijnaldum": 3},
        "Poland": {"Robert Lewandowski": 3},
        "Denmark": {"Kasper Dolberg": 3},
        "Switzerland": {"Xherdan Shaqiri": 3, "Haris Seferović": 3},
        "Spain": {"Álvaro Morata": 3},
    },
}
