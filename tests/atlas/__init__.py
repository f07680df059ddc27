"""Tests of the atlas: its tables, names, relations, links and graph."""
