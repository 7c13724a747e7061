"""Random models, run by the engine and by an oracle that knows no graph: open work and data must be the same after each step."""
