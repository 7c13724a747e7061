"""The HTTP API: the same engine for programs, described by a document it makes itself."""
