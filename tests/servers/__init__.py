"""The real servers the tests run against: PostgreSQL, Redis and a browser, brought by the suite itself."""
