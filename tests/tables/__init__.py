"""Tests of the curated tables: that they can be read, and that every row says what it rests on."""
