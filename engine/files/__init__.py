"""What somebody hands in as a photo or a document: told by its content, and a photo drawn anew without where it was taken."""
from engine.files.handed_in import LARGEST, File, handed_in
from engine.files.kinds import ACCEPTED, EXTENSIONS

__all__ = ["ACCEPTED", "EXTENSIONS", "LARGEST", "File", "handed_in"]
