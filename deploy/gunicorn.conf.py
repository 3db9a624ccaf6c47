"""gunicorn's settings: gunicorn -c deploy/gunicorn.conf.py "comms.cli.wsgi:application()"."""

from __future__ import annotations

bind = "127.0.0.1:8000"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 30
# The application writes its own JSON lines; request lines would hold addresses.
accesslog = None
forwarded_allow_ips = "127.0.0.1"
