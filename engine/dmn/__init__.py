"""DMN 1.1 to 1.5: decision models that are read once, decide often, and tell why."""
from engine.dmn.definitions import Decision, Definitions
from engine.dmn.model import DmnError, Model, examine, read, read_all
from engine.dmn.recording import Verdict
from engine.dmn.words import words_of

__all__ = ["Decision", "Definitions", "DmnError", "Model", "Verdict", "examine", "read", "read_all", "words_of"]
