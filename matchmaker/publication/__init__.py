"""What needs and offers, projects, calls and venues share: the moves of their publication and the checks on a text.

Below the three slices and above organisations: ``rules`` and ``errors`` decide, ``service`` moves,
``forms`` and ``editing`` carry the parts of a page that are the same for all of them.
"""
