"""Event in, messages out. Handlers never send, commit or read a clock."""
