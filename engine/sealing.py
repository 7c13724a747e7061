"""Encryption of personal values: AES-GCM under the data subject's key, which is wrapped by the installation's secret. Pure.

Everything random comes from the operating system. A ciphertext moved to another row, field or municipality does not open.
"""
import hmac
import json
import unicodedata
from hashlib import sha256
from secrets import token_bytes, token_hex
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12      # bytes, as AES-GCM wants them


def new_id() -> str:
    return token_hex(16)


def new_key() -> bytes:
    return AESGCM.generate_key(256)


def wrap(secret: bytes, key: bytes, owner: str) -> bytes:
    return _seal(_derived(secret, "wrap"), key, owner)


def unwrap(secret: bytes, wrapped: bytes, owner: str) -> bytes:
    """Raises cryptography's InvalidTag when the secret is another one."""
    return _open(_derived(secret, "wrap"), wrapped, owner)


def seal(key: bytes, value: Any, place: str) -> bytes:
    """A JSON value, tied to the place it is stored at."""
    return _seal(key, json.dumps(value, ensure_ascii=False).encode(), place)


def unseal(key: bytes, ciphertext: bytes, place: str) -> Any:
    return json.loads(_open(key, ciphertext, place))


def seal_bytes(key: bytes, clear: bytes, place: str) -> bytes:
    """A piece of a file, tied to the place it is stored at."""
    return _seal(key, clear, place)


def unseal_bytes(key: bytes, ciphertext: bytes, place: str) -> bytes:
    return _open(key, ciphertext, place)


def unsealed_if_ours(key: bytes, ciphertext: bytes, place: str) -> bytes | None:
    """For what comes back from outside: None when it is not what we sealed for this place."""
    try:
        return _open(key, ciphertext, place)
    except (InvalidTag, ValueError):        # too short to be anything
        return None


def blinded(secret: bytes, purpose: str, municipality: str, text: str) -> str:
    """A keyed hash: the same text gives the same mark in one municipality, and no mark leads back."""
    return hmac.new(_derived(secret, purpose), f"{municipality}\0{text}".encode(), sha256).hexdigest()


def words_of(name: str) -> set[str]:
    """The words of a name as people type them: no accents, no capitals, no dots or hyphens."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return set("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"aanzet {purpose}".encode(), sha256).digest()


def _seal(key: bytes, clear: bytes, place: str) -> bytes:
    nonce = token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, clear, place.encode())


def _open(key: bytes, sealed: bytes, place: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
