"""The demo programme: four municipalities, invented people, and a year of history played through the engine."""
