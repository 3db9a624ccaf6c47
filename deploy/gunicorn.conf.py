"""gunicorn's settings: gunicorn -c deploy/gunicorn.conf.py "comms.cli.wsgi:application()"."""

from __future__ import annotations

bind = "127.0.0.1:8000"
workers = 2
# Half of them may wait for a translation that another program asked for; the others are left to people.
threads = 8
timeout = 60
graceful_timeout = 30
# The application writes its own JSON lines; request lines would hold addresses.
accesslog = None
forwarded_allow_ips = "127.0.0.1"
