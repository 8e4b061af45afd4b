"""Announcements: drafted, approved by somebody else, sent once, reported on."""
