"""Reads and verifies what `preclear journal` signs and proves, after the texts of C2SP (signed-note, tlog-checkpoint, tlog-proof), RFC
6962 and RFC 8785, and shares no code with the program. As a command:

    tlog.py journal FILE                       the chain of a journal, from its bytes
    tlog.py checkpoint FILE KEY                a checkpoint; prints origin, size and root
    tlog.py proof FILE KEY                     a proof; prints the record

KEY is a file with the public key. The exit code is 0 if all is well, and 1 with a reason on standard error if it is not.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"


class Refused(Exception):
    """Why something does not verify."""


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def decode(text: str) -> bytes:
    """Base 64 (RFC 4648, section 4), in its one right form."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Refused(f"no base 64: {text!r}") from error
    if base64.b64encode(data).decode() != text:
        raise Refused(f"base 64 in another form: {text!r}")
    return data


# Keys and notes: C2SP signed-note.


class Key:
    def __init__(self, text: str) -> None:
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise Refused("no key: NAME+ID+KEY")
        self.name, identifier, data = parts[0], parts[1], decode(parts[2])
        if data[:1] != ED25519 or len(data) != 33:
            raise Refused("no Ed25519 key")
        # key ID = SHA-256(key name || 0x0A || signature type || public key)[:4]
        self.id = sha256(self.name.encode() + b"\n" + ED25519 + data[1:])[:4]
        if self.id.hex() != identifier:
            raise Refused("the key has another ID")
        self.public = Ed25519PublicKey.from_public_bytes(data[1:])


def open_note(note: bytes, key: Key) -> str:
    """The text of a note, with its last newline, if this key signed it."""
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("a note is UTF-8") from error
    if any(ord(character) < 0x20 and character != "\n" for character in whole):
        raise Refused("a note has no control characters")
    # The text is separated from the signatures by the last empty line in the note.
    head, separator, tail = whole.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise Refused("a note is a text, an empty line, and signatures")
    text, verified = head + "\n", False
    for line in tail[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not parts[1] or "+" in parts[1]:
            raise Refused(f"no signature line: {line!r}")
        data = decode(parts[2])
        if len(data) < 5:
            raise Refused("a signature is longer")
        if (parts[1], data[:4]) != (key.name, key.id):
            continue
        try:
            key.public.verify(data[4:], text.encode())
        except InvalidSignature as error:
            raise Refused("the signature is wrong") from error
        verified = True
    if not verified:
        raise Refused("this key did not sign it")
    return text


# Checkpoints and proofs: C2SP tlog-checkpoint, tlog-proof.


def decimal(text: str) -> int:
    if not text.isascii() or not text.isdigit() or str(int(text)) != text:
        raise Refused(f"no decimal: {text!r}")
    return int(text)


def open_checkpoint(note: bytes, key: Key) -> tuple[str, int, bytes]:
    """Origin, tree size and root hash, if this key signed them."""
    lines = open_note(note, key).split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise Refused("a checkpoint has three lines at least, none of them empty")
    root = decode(lines[2])
    if len(root) != 32:
        raise Refused("a root is a SHA-256")
    return lines[0], decimal(lines[1]), root


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root_from(path: list[bytes], leaf: bytes, index: int, size: int) -> bytes:
    """The root that a proof of inclusion comes to (the recursion of RFC 6962, section 2.1.1, from its end)."""
    if size == 1:
        if path:
            raise Refused("the proof is too long")
        return leaf
    if not path:
        raise Refused("the proof is too short")
    left = 1
    while left * 2 < size:
        left *= 2
    if index < left:
        return node_hash(root_from(path[:-1], leaf, index, left), path[-1])
    return node_hash(path[-1], root_from(path[:-1], leaf, index - left, size - left))


def open_proof(proof: bytes, key: Key) -> tuple[int, bytes]:
    """Index and record, if the checkpoint in the proof is signed and the record is under its root."""
    head, separator, note = proof.partition(b"\n\n")
    lines = head.decode("utf-8").split("\n")
    if not separator or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Refused("no tlog-proof")
    lines = lines[1:]
    # What the record is the proof cannot say for itself; the extra data brings it, and is held against the root.
    if not lines or not lines[0].startswith("extra "):
        raise Refused("the proof does not bring the record")
    record, lines = decode(lines[0][len("extra ") :]), lines[1:]
    if not lines or not lines[0].startswith("index "):
        raise Refused("the proof has no index")
    index = decimal(lines[0][len("index ") :])
    path = [decode(line) for line in lines[1:]]
    _, size, root = open_checkpoint(note, key)
    if index >= size:
        raise Refused("the index lies behind the tree")
    if root_from(path, leaf_hash(record), index, size) != root:
        raise Refused("the record is not under the root")
    return index, record


# Journals: docs/journal.md.


def canonical(value: object) -> bytes:
    """RFC 8785 of what a record holds: texts, whole numbers, lists, objects with keys in ASCII."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def open_journal(data: bytes) -> list[dict]:
    """The records, if they are a chain."""
    if data and not data.endswith(b"\n"):
        raise Refused(f"a torn end after record {data.count(10) - 1}")
    records, last = [], "0" * 64
    for seq, line in enumerate(data.split(b"\n")[:-1]):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise Refused(f"record {seq} is no JSON") from error
        if canonical(record) != line:
            raise Refused(f"record {seq} is not canonical")
        stated = record.pop("hash")
        if sha256(canonical(record)).hex() != stated:
            raise Refused(f"record {seq} has not the hash that it states")
        if record["seq"] != seq or record["prev"] != last:
            raise Refused(f"record {seq} does not follow the one before")
        records.append(record)
        last = stated
    return records


def root_of(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node_hash(root_of(leaves[:left]), root_of(leaves[left:]))


def main(arguments: list[str]) -> None:
    match arguments:
        case ["journal", path]:
            print(f"{len(open_journal(Path(path).read_bytes()))} records")
        case ["checkpoint", path, key]:
            origin, size, root = open_checkpoint(Path(path).read_bytes(), Key(Path(key).read_text()))
            print(f"{origin}\n{size}\n{root.hex()}")
        case ["proof", path, key]:
            print(open_proof(Path(path).read_bytes(), Key(Path(key).read_text()))[1].decode())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refused as reason:
        sys.exit(f"refused: {reason}")
