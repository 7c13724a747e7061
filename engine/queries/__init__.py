"""What the doors show: read-only questions, each a handful of statements however much there is."""
