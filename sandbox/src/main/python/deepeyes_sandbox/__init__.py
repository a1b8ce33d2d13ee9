"""Isolated, stateful Python sessions, forked from one warm process."""
