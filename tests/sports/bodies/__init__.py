"""What may be entered in a match of each sport, for the properties that all sports share (test_all_sports.py).

A sport has a module of its name here:

- `RULESETS`: rulesets that differ in what they do to the rules, each as a mapping;
- `BODIES`: a hypothesis strategy of any event bodies of play, allowed or not;
- `play_on(play, chance)`: the body by which a match in the sport's state `play` may go on, drawn with the
  `random.Random` given. It is always allowed, and leads to the match's end;
- `MOST`: after how many of them every match has ended (with all but certainty);
- `name_players(play)` (where it matters): people whom the state knows, one of whom an action may be about;
- `TAKEN_AFTER_THE_END` (where there are any): the types of what can be entered once the match is over;
- `ANSWERS` (where they are needed): what a scorer answers to an action's `asks`, by the field's name.
"""
