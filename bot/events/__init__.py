"""Events: series by a rule, their sessions, the seats in them, and what goes on people's calendars."""
