"""What may be entered in a match of each sport, for the properties that all sports share (test_all_sports.py).

A sport has a module of its name here:

- `RULESETS`: rulesets that differ in what they do to the rules, each as a mapping;
- `BODIES`: a hypothesis strategy of any event bodies of play, allowed or not;
- `play_on(play, chance)`: the body by which a match in the sport's state `play` may go on, drawn with the
  `random.Random` given. It is always allowed, and leads to the match's end;
- `play_fast(play, chance)` (where it matters): as `play_on`, but quickly to where a set or match may end;
- `MOST`: after how many of them every match has ended (with all but certainty);
- `name_players(play)` (where it matters): people whom the state knows, one of whom an action may be about;
- `AFTER_THE_END` (where there are any): types of events that may be taken after the match's end, too: misconduct, what
  was due when time was up;
- `ANSWERS` (where they are needed): what a scorer answers to an action's `asks`, by the field's name.
"""
