"""Complaints: from the first word to the proof of notice."""
