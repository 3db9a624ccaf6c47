"""Every role at every route: refused wherever the table of roles lacks the permission the route names. That no more is
refused than that is seen where a page is opened by those whose work it is."""

from __future__ import annotations

from datetime import datetime

import pytest
from browsers import District, signed_in
from every_route import address, rules
from factories import a_staff_member
from flask import Flask

from comms.agencies.permissions import ROLES, Permission
from comms.foundation.work import Database


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_wherever_it_lacks_the_permission(
    app: Flask, database: Database, district: District, now: datetime, role: str
) -> None:
    with database.work() as session:
        staff = a_staff_member(session, session.merge(district.school), now, roles=(role,))
    browser = signed_in(app, staff)
    tried = 0
    for rule in rules(app):
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if not isinstance(permission, Permission) or permission in ROLES[role]:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            status = browser.open(address(rule), method=method).status_code
            assert status == 403, (role, method, rule.rule, status)
            tried += 1
    assert tried > 20
