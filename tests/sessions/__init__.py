"""Tests of reading, checking and holding sessions."""
