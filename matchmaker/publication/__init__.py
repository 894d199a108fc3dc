"""What needs and offers, projects, calls and venues share: moves of publication and checks on a text.

Below their slices and below organisations: ``rules`` and ``errors`` decide, ``service`` moves,
``fields``, ``forms`` and ``editing`` carry the parts of a page that are the same for all of them.
"""
