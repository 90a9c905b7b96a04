"""The best of cups and seasons as they were published, not as a source of the matches has them.

World Cup 2014: goal.com, 14 July 2014 (six of Rodríguez, five of Müller, four of Neymar, Messi and van Persie). 2018:
inews.co.uk, 16 July 2018, final standings. 2022: mlssoccer.com, final list; channelnewsasia.com, 19 December 2022. Euro
2020: sportingnews.com, 12 July 2021, list of all with three goals and more; of which Harry Kane (4) is left out here,
since two of his goals are in Ukraine–England, whose goals the source has on the wrong sides.
"""

BEST = {
    ("World Cup", "2010"): {
        "Germany": {"Thomas Müller": 5, "Miroslav Klose": 4},
        "Spain": {"David Villa": 5},
        "Netherlands": {"Wesley Sneijder": 5},
        "Uruguay": {"Diego Forlán": 5},
        "Argentina": {"Gonzalo Higuaín": 4},
        "Slovakia": {"Róbert Vittek": 4},
    },
    ("World Cup", "2014"): {
        "Colombia": {"James Rodríguez": 6},
        "Germany": {"Thomas Müller": 5, "André Schürrle": 3},
        "Brazil": {"Neymar": 4},
        "Argentina": {"Lionel Messi": 4},
        "Netherlands": {"Robin van Persie": 4, "Arjen Robben": 3},
        "France": {"Karim Benzema": 3},
        "Ecuador": {"Enner Valencia": 3},
        "Switzerland": {"Xherdan Shaqiri": 3},
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
        "Uruguay": {"Edinson Cavani": 3},
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
    ("Euro", "2012"): {
        "Spain": {"Fernando Torres": 3},
        "Russia": {"Alan Dzagoev": 3},
        "Germany": {"Mario Gómez": 3},
        "Croatia": {"Mario Mandžukić": 3},
        "Portugal": {"Cristiano Ronaldo": 3},
        "Italy": {"Mario Balotelli": 3},
    },
    ("Euro", "2016"): {
        "France": {"Antoine Griezmann": 6, "Olivier Giroud": 3, "Dimitri Payet": 3},
        "Portugal": {"Cristiano Ronaldo": 3, "Nani": 3},
        "Wales": {"Gareth Bale": 3},
        "Spain": {"Álvaro Morata": 3},
    },
    ("Copa América", "2011"): {"Peru": {"Paolo Guerrero": 5}, "Uruguay": {"Luis Suárez": 4}},
    ("Copa América", "2015"): {"Chile": {"Eduardo Vargas": 4}, "Peru": {"Paolo Guerrero": 4}},
    ("Copa América", "2016"): {
        "Chile": {"Eduardo Vargas": 6},
        "Argentina": {"Lionel Messi": 5, "Gonzalo Higuaín": 4},
    },
    ("Copa América", "2019"): {"Brazil": {"Everton Soares": 3}, "Peru": {"Paolo Guerrero": 3}},
    ("African Cup of Nations", "2010"): {"Egypt": {"Gedo": 5}},
    ("African Cup of Nations", "2012"): {
        "Zambia": {"Emmanuel Mayuka": 3, "Christopher Katongo": 3},
        "Angola": {"Manucho": 3},
        "Ivory Coast": {"Didier Drogba": 3},
        "Gabon": {"Pierre-Emerick Aubameyang": 3},
        "Morocco": {"Houssine Kharja": 3},
        "Mali": {"Cheick Diabaté": 3},
    },
    ("African Cup of Nations", "2013"): {"Nigeria": {"Emmanuel Emenike": 4}, "Ghana": {"Mubarak Wakaso": 4}},
    ("African Cup of Nations", "2015"): {
        "Ghana": {"André Ayew": 3},
        "Congo": {"Thievy Bifouma": 3},
        "Tunisia": {"Ahmed Akaïchi": 3},
        "Equatorial Guinea": {"Javier Balboa": 3},
        "DR Congo": {"Dieumerci Mbokani": 3},
    },
    ("African Cup of Nations", "2017"): {"DR Congo": {"Junior Kabananga": 3}},
    ("African Cup of Nations", "2019"): {"Nigeria": {"Odion Ighalo": 5}},
    ("AFC Asian Cup", "2011"): {
        "South Korea": {"Koo Ja-cheol": 5, "Ji Dong-won": 4},
        "Bahrain": {"Ismail Abdullatif": 4},
    },
    ("AFC Asian Cup", "2015"): {
        "United Arab Emirates": {"Ali Mabkhout": 5, "Ahmed Khalil": 4},
        "Jordan": {"Hamza Al-Dardour": 4},
    },
    ("AFC Asian Cup", "2019"): {"Qatar": {"Almoez Ali": 9}},
    ("Gold Cup", "2011"): {"Mexico": {"Javier Hernández": 7}},
    ("Gold Cup", "2013"): {
        "Panama": {"Gabriel Torres": 5},
        "United States": {"Chris Wondolowski": 5, "Landon Donovan": 5},
    },
    ("Gold Cup", "2015"): {"United States": {"Clint Dempsey": 7}, "Mexico": {"Andrés Guardado": 6}},
    ("Gold Cup", "2017"): {
        "Canada": {"Alphonso Davies": 3},
        "Martinique": {"Kévin Parsemain": 3},
        "United States": {"Jordan Morris": 3},
    },
    ("Gold Cup", "2019"): {"Canada": {"Jonathan David": 6}},
}

# Goals that people scored, and own goals: 171, 169, 172 and 142 in all. Four of England's of the Euro are left out.
OWN_GOALS = {
    ("World Cup", "2014"): (166, 5),
    ("World Cup", "2018"): (157, 12),
    ("World Cup", "2022"): (170, 2),
    ("Euro", "2021"): (127, 11),
}

# The Orange Cap and the Purple Cap of 2019 with those behind them, by iplt20.com's lists as they are remembered.
IPL_2019 = {
    "DA Warner": {"runs": 692, "innings": 12, "best_score": 100, "hundreds": 1, "fifties": 8, "average": 69.2},
    "KL Rahul": {"runs": 593, "best_score": 100, "average": 53.909},
    "Q de Kock": {"runs": 529},
    "S Dhawan": {"runs": 521},
    "AD Russell": {"runs": 510, "sixes": 52, "average": 56.667, "strike_rate": 204.819},
    "CH Gayle": {"runs": 490},
    "RR Pant": {"runs": 488},
    "V Kohli": {"runs": 464},
    "SS Iyer": {"runs": 463},
    "Imran Tahir": {"wickets": 26},
    "K Rabada": {"wickets": 25, "bowling_average": 14.72},
    "DL Chahar": {"wickets": 22},
    "S Gopal": {"wickets": 20},
    "JJ Bumrah": {"wickets": 19},
    "Mohammed Shami": {"wickets": 19},
}
