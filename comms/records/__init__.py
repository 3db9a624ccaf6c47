"""Records: what this service keeps of somebody, seen as a whole. Who looked at it and changed it (``looks/``), and
whose each column is (``columns.py``)."""
