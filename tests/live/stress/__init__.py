"""Seeded, self-checking stress of live delivery: real server processes, a real Redis, viewers who count what they get.

Short in the suite; `STRESS_SECONDS=60 STRESS_SEED=7 make stress` is longer, and the same again: what is random comes
from the seed. What two processes do at the same time does not.
"""
