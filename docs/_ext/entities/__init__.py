"""The pages of the atlas: one for each muscle, nerve, root, joint, group and structure, and for its sources.

Everything here makes HTML from the library and needs no Sphinx, so that tests look at the same texts; how the pages
come into the site is in ``entity_pages``. Pages have no side: a relation is to the same side or to the other one.
"""
