"""What leaves this machine, shown before it does."""
