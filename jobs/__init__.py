"""What runs by itself: answering, delivering, sweeping, cleaning up."""
