"""The names that national teams go by in the sources the importers read, each line one team.

Names that differ only in case, accents, punctuation or "&" for "and" need no line. A state that another one succeeded
(West Germany, the Soviet Union, Yugoslavia) is a team of its own here: FIFA counts some of them together and some not;
who wants them together merges them (`manage.py merge`).
"""

NATIONS: tuple[tuple[str, ...], ...] = (
    # The name in English first, then FIFA's (fifa.com, "Member associations"), then others' where they differ.
    ("United States", "USA", "United States of America", "US"),
    ("South Korea", "Korea Republic", "Republic of Korea"),
    ("North Korea", "Korea DPR", "DPR Korea"),
    ("Iran", "IR Iran", "Islamic Republic of Iran"),
    ("China", "China PR", "PR China"),
    ("Taiwan", "Chinese Taipei"),
    ("Hong Kong", "Hong Kong, China"),
    ("Macau", "Macao"),
    ("Kyrgyzstan", "Kyrgyz Republic"),
    ("Vietnam", "Viet Nam"),
    ("Brunei", "Brunei Darussalam"),
    ("Laos", "Lao PDR"),
    ("East Timor", "Timor-Leste"),
    ("Syria", "Syrian Arab Republic"),
    ("United Arab Emirates", "UAE"),
    ("Ivory Coast", "Côte d'Ivoire"),
    ("Cape Verde", "Cabo Verde", "Cape Verde Islands"),
    ("DR Congo", "Congo DR", "Democratic Republic of the Congo", "Congo-Kinshasa", "Zaire"),
    ("Congo", "Republic of the Congo", "Congo-Brazzaville"),
    ("Gambia", "The Gambia"),
    ("Guinea-Bissau", "Portuguese Guinea"),
    ("São Tomé and Príncipe", "Sao Tome e Principe"),
    ("Republic of Ireland", "Ireland", "Rep. of Ireland", "Ireland Republic"),
    ("Bosnia and Herzegovina", "Bosnia-Herzegovina", "Bosnia"),
    ("Russia", "Russian Federation"),
    ("Moldova", "Republic of Moldova"),
    ("Faroe Islands", "Faroes", "Færøerne"),
    ("Saint Kitts and Nevis", "St. Kitts and Nevis"),
    ("Saint Lucia", "St. Lucia"),
    ("Saint Vincent and the Grenadines", "St. Vincent and the Grenadines", "St. Vincent / Grenadines"),
    ("United States Virgin Islands", "US Virgin Islands"),
    ("Trinidad and Tobago", "Trinidad/Tobago", "Trinidad"),
    ("Tahiti", "French Polynesia"),
    # Renamed, the same state and association: the United Nations' list of member states with its notes.
    ("Czech Republic", "Czechia"),  # short name Czechia since 2016
    ("Turkey", "Türkiye"),  # 2022
    ("North Macedonia", "Macedonia", "FYR Macedonia", "FYROM"),  # 2019
    ("Eswatini", "Swaziland"),  # 2018
    ("Myanmar", "Burma"),  # 1989
    ("Burkina Faso", "Upper Volta"),  # 1984
    ("Benin", "Dahomey"),  # 1975
    ("Sri Lanka", "Ceylon"),  # 1972
    ("Samoa", "Western Samoa"),  # 1997
    # Became independent under another name: former_names.csv of martj42/international_results (CC0).
    ("Ghana", "Gold Coast"),
    ("Guyana", "British Guiana"),
    ("Suriname", "Surinam", "Dutch Guyana", "Dutch Guiana"),
    ("Malawi", "Nyasaland"),
    ("Zambia", "Northern Rhodesia"),
    ("Zimbabwe", "Southern Rhodesia", "Rhodesia"),
    ("Tanzania", "Tanganyika"),
    ("Vanuatu", "New Hebrides"),
    ("Djibouti", "French Somaliland"),
)
