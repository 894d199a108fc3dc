"""People: accounts, sign-in, the hat they wear."""
