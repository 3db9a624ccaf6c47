"""What every answer tells the browser: load nothing from elsewhere, be framed by nobody, keep no personal page."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from comms.web.uploads import HEARING

# What a browser may keep, because it holds nothing of anybody. A font's address has its content's own hash in it.
KEPT = {
    "static": "public, max-age=3600",
    "fonts.sheet": "public, max-age=3600",
    "fonts.font": "public, max-age=31536000, immutable",
}
KEPT_NOWHERE = "no-store"
# What was said is heard again where it was recorded, and where the record of it is looked at. By their blueprints.
PLAYING = HEARING | {"caution_records", "exhibits"}


def csp_nonce() -> str:
    """The nonce of this request, for the scripts and styles that are ours."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def policy(nonce: str, *, playing: bool = False) -> str:
    """The content security policy; on a page that plays recordings of ours, those are allowed too."""
    return "; ".join(
        [
            "default-src 'none'",
            *(["media-src 'self'"] if playing else []),
            f"script-src 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def set_headers(app: Flask, *, secure: bool) -> None:
    """Put the headers on every answer."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.globals["over_https"] = secure

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy(csp_nonce(), playing=request.blueprint in PLAYING))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        microphone = "(self)" if request.blueprint in HEARING else "()"
        headers["Permissions-Policy"] = f"camera=(), geolocation=(), microphone={microphone}"
        if secure:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        found = response.status_code < 400
        headers["Cache-Control"] = KEPT.get(request.endpoint or "", KEPT_NOWHERE) if found else KEPT_NOWHERE
        return response
