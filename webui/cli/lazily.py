"""Loads a module by its name when it is needed: the one place that does, so that no command waits for the others."""
import gc
from importlib import import_module
from types import ModuleType


def load(name: str) -> ModuleType:
    """What a module makes stays as long as the program: looking through it for garbage meanwhile is time lost."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return import_module(name)
    finally:
        if collecting:
            gc.freeze()
            gc.enable()
