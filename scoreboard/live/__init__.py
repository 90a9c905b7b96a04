"""The push: viewers get a match's frames within milliseconds; what is lost is repaired from the match log."""
