"""Assessments: scoring a session, what comes out of it, and how that prints."""
