"""The application: webhook, queue, LINE, emulator and command line."""
