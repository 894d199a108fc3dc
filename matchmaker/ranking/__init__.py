"""Learnt ranking: what is known of organisations, the versions of the model, who does without."""
