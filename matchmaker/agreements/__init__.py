"""The roaming agreement: its terms, who signed, what a host adds, and how a request stands to it."""
