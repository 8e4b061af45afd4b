"""What the desk knows: schema, data, search and rules. Pure: no database, no clock, no LINE."""
