"""Trying a seal: a few bytes that are no document are signed, and the signature is held against the certificate."""

import asyncio

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.sign import signers

from core.adapters.seals.token import gone

PROBE = b"Thyrida tries this seal; this is no document."


def try_out(signer: signers.Signer) -> None:
    """Sign and verify. A key that is not the certificate's shows here, before any document bears it.

    Raises:
        Unavailable: the key does not sign, or is not the one of the certificate.
    """
    assert signer.signing_cert is not None
    public = x509.load_der_x509_certificate(signer.signing_cert.dump()).public_key()
    signature = asyncio.run(signer.async_sign_raw(PROBE, "sha256"))
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, PROBE, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, PROBE, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise gone() from error
