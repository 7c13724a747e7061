"""The clock's door: job functions that fire deadlines and deliver notices, and what calls them."""
