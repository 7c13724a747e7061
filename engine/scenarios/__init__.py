"""Scenarios: a case played from a YAML file, on a clock that only moves when the file says so."""
