"""Whether the database is there: what tells its absence from a failure at its work."""
from sqlalchemy.exc import DBAPIError


def is_away(error: Exception) -> bool:
    """It broke off, or did not even take the call; what fails in a statement is a mistake of ours."""
    return isinstance(error, DBAPIError) and (error.connection_invalidated or error.statement is None)
