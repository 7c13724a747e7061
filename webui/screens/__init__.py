"""What the engine answered, in the words and shapes of the templates."""
