"""The certificate SIP over TLS is served with: two PEM files, looked at before they are used (RFC 5280, RFC 5922)."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from callcenter.errors import SettingsError
from callcenter.settings import SipSettings

_REMEDY = "Set CALLCENTER_SIP__TLS_CERTIFICATE and CALLCENTER_SIP__TLS_KEY to a certificate and its key, both PEM."


def tls_files(sip: SipSettings) -> tuple[Path, Path] | None:
    """Return certificate and key of SIP over TLS, or None if there is none."""
    return None if sip.tls_certificate is None or sip.tls_key is None else (sip.tls_certificate, sip.tls_key)


def check_certificate(certificate: Path, key: Path) -> datetime:
    """Return until when the certificate is valid, in UTC.

    Raises:
        SettingsError: a file can't be read or has another form, the two don't match, or the time of validity is over
            or hasn't begun.
    """
    for file in (certificate, key):
        try:
            file.read_bytes()
        except OSError as error:
            raise SettingsError(f"{file} can't be read: {error.strerror}.", remedy=_REMEDY) from error
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # A password can't be asked for: an empty one has a locked key refused.
        server.load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        what = "don't belong together" if "MISMATCH" in str(error) else "are no certificate and key without password"
        raise SettingsError(f"{certificate} and {key} {what}.", remedy=_REMEDY) from error
    return _valid_until(certificate, server)


def joined(certificate: Path, key: Path) -> Path:
    """Write certificate and key into one file that only we can read, as the SIP stack wants them, and return it."""
    with tempfile.NamedTemporaryFile("wb", prefix="tls-", suffix=".pem", delete=False) as file:  # mode 0600
        file.write(certificate.read_bytes().rstrip() + b"\n" + key.read_bytes())
    return Path(file.name)


def _valid_until(certificate: Path, server: ssl.SSLContext) -> datetime:
    """Shake hands with ourselves, trusting nothing but this certificate: that tells its dates."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(certificate)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(to_client, to_server)
    there = server.wrap_bio(to_server, to_client, server_side=True)
    try:
        for side in (here, there, here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message or "it can't be verified"
        raise SettingsError(f"{certificate}: {why}.", remedy="Renew the certificate.") from error
    until = dict(here.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(until)), UTC)
