"""What the phone page shows, one module per part: the talk, the people, the stream that keeps them live."""
