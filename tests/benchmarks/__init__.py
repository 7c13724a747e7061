"""What the engine costs, measured: a JSON line for each benchmark."""
