"""What texts that are published share: the moves of their publication and the checks on a text.

Below their slices and below organisations: ``rules`` and ``errors`` decide, ``service`` moves,
``fields``, ``forms`` and ``editing`` carry the parts of a page that are the same for all of them.
"""
