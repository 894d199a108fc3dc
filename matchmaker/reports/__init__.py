"""Fair play: who gives and who takes, how soon hosts answer, whether they keep their word."""
