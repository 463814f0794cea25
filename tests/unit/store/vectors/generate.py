#!/usr/bin/env python3
"""Writes vault.json: vault files made from docs/vault-format.md alone, without the suite and without OpenSSL.

AES, GCM and HKDF are written out here, scrypt is hashlib's; all are checked against published vectors first. Everything
"random" is derived from the vector's name, so that the output is the same on every run.

    python3 generate.py > vault.json
"""
import hashlib
import hmac
import json
import struct

# --- AES-256 (FIPS 197), encryption only ---------------------------------------------------------------------------


def _make_sbox():
    sbox = [0] * 256
    p = q = 1
    while True:
        p = p ^ ((p << 1) & 0xFF) ^ (0x1B if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        rotate = lambda x, n: ((x << n) | (x >> (8 - n))) & 0xFF
        sbox[p] = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63
        if p == 1:
            break
    sbox[0] = 0x63
    return sbox


SBOX = _make_sbox()
xtime = lambda a: ((a << 1) ^ 0x1B) & 0xFF if a & 0x80 else a << 1


def expand_key(key):
    words = [list(key[i:i + 4]) for i in range(0, 32, 4)]
    rcon = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = xtime(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(word, words[i - 8])])
    return [sum(words[r * 4:r * 4 + 4], []) for r in range(15)]


def aes_block(round_keys, block):
    state = [a ^ b for a, b in zip(block, round_keys[0])]
    for number in range(1, 15):
        state = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number != 14:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c:c + 4]
                t = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[i] ^ t ^ xtime(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            state = mixed
        state = [a ^ b for a, b in zip(state, round_keys[number])]
    return bytes(state)


# --- GCM (NIST SP 800-38D), 96-bit nonce ---------------------------------------------------------------------------


def ghash_table(h):
    # Products of h with each single bit of an element.
    table = []
    value = int.from_bytes(h, "big")
    for _ in range(128):
        table.append(value)
        value = (value >> 1) ^ (0xE1 << 120 if value & 1 else 0)
    return table


def ghash_multiply(table, x):
    result = 0
    for bit in range(128):
        if x >> (127 - bit) & 1:
            result ^= table[bit]
    return result


def gcm_encrypt(key, nonce, plain, aad):
    round_keys = expand_key(key)
    table = ghash_table(aes_block(round_keys, bytes(16)))
    stream = bytearray()
    for counter in range(2, 2 + (len(plain) + 15) // 16):
        stream += aes_block(round_keys, nonce + struct.pack(">I", counter))
    body = bytes(a ^ b for a, b in zip(plain, stream))
    pad = lambda data: data + bytes(-len(data) % 16)
    message = pad(aad) + pad(body) + struct.pack(">QQ", 8 * len(aad), 8 * len(body))
    y = 0
    for i in range(0, len(message), 16):
        y = ghash_multiply(table, y ^ int.from_bytes(message[i:i + 16], "big"))
    mask = aes_block(round_keys, nonce + struct.pack(">I", 1))
    return body, bytes(a ^ b for a, b in zip(y.to_bytes(16, "big"), mask))


# --- HKDF-SHA-256 (RFC 5869) ---------------------------------------------------------------------------------------


def hkdf(root, salt, info, length):
    prk = hmac.new(salt, root, hashlib.sha256).digest()
    out = block = b""
    for number in range(1, 1 + (length + 31) // 32):
        block = hmac.new(prk, block + info + bytes([number]), hashlib.sha256).digest()
        out += block
    return out[:length]


def check_primitives():
    # FIPS 197, C.3
    assert aes_block(expand_key(bytes(range(32))), bytes.fromhex("00112233445566778899aabbccddeeff")) == bytes.fromhex(
        "8ea2b7ca516745bfeafc49904b496089")
    # The GCM specification's test case 16: AES-256, 96-bit nonce, AAD
    body, tag = gcm_encrypt(
        bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"),
        bytes.fromhex("cafebabefacedbaddecaf888"),
        bytes.fromhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                      "b16aedf5aa0de657ba637b39"), bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    assert body.hex() == ("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                          "c5f61e6393ba7a0abcc9f662")
    assert tag.hex() == "76fc6ece0f4e1768cddf8853bb2d551b"
    # RFC 5869, A.1
    assert hkdf(bytes([0x0B] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA)), 42).hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    # RFC 7914, 12
    assert hashlib.scrypt(b"password", salt=b"NaCl", n=1024, r=8, p=16, maxmem=1 << 26, dklen=64).hex().startswith(
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")


# --- The vault -----------------------------------------------------------------------------------------------------


def records(entries):
    out = struct.pack(">H", len(entries))
    for profile, slot, stored_at, secret in entries:
        name = profile.encode()
        out += struct.pack(">BB", slot, len(name)) + name + struct.pack(">qI", stored_at, len(secret)) + secret
    return out


def padded(plain):
    size = 1024
    while size < len(plain):
        size *= 2
    return plain + bytes(size - len(plain))


class Vault:
    """The fields of one file; a vector changes one of them."""

    def __init__(self, name):
        noise = lambda what, size: hashlib.shake_256(("%s/%s" % (name, what)).encode()).digest(size)
        self.root = noise("root", 32)
        self.vault_id = noise("id", 16)
        self.salt = noise("salt", 32)
        self.written_at = 1764072000
        self.magic, self.version, self.source, self.kdf = b"NGCVAULT", 1, 1, 1
        self.parameters = bytes(4)
        self.scrypt_salt = bytes(16)
        self.reserved = bytes(4)
        self.plain = padded(records([("default", 0, 1764072000, b"nvapi-vector-key")]))
        self.body_bytes = None
        self.passphrase = None
        self.noise = noise

    def with_passphrase(self, passphrase, log_n=10, r=8, p=1, compute=True):
        self.passphrase = passphrase
        self.source, self.kdf = 2, 2
        self.parameters = bytes([log_n, r, p, 0])
        self.scrypt_salt = self.noise("scrypt salt", 16)
        if compute:
            self.root = hashlib.scrypt(passphrase, salt=self.scrypt_salt, n=1 << log_n, r=r, p=p, maxmem=1 << 30, dklen=32)
        return self

    def header(self, commitment):
        size = len(self.plain) if self.body_bytes is None else self.body_bytes
        return (self.magic + struct.pack(">HBB", self.version, self.source, self.kdf) + self.parameters + self.vault_id +
                self.salt + commitment + struct.pack(">qI", self.written_at, size) + self.scrypt_salt + self.reserved)

    def file(self):
        keys = hkdf(self.root, self.salt, b"ngc-auth vault 1" + self.vault_id, 64)
        header = self.header(keys[32:])
        assert len(header) == 128
        body, tag = gcm_encrypt(keys[:32], bytes(12), self.plain, header)
        return header + body + tag


VECTORS = []


def add(name, expect, vault, data=None, root=None, passphrase=None, entries=()):
    vector = {"name": name, "expect": expect, "file": (vault.file() if data is None else data).hex()}
    if vault.passphrase is not None:
        vector["passphrase"] = (vault.passphrase if passphrase is None else passphrase).decode()
    else:
        vector["machine_key"] = (vault.root if root is None else root).hex()
    if expect == "ok":
        vector["records"] = [{"profile": p, "slot": s, "stored_at": t, "secret": k.decode()} for p, s, t, k in entries]
    VECTORS.append(vector)


def changed(name, **fields):
    vault = Vault(name)
    for field, value in fields.items():
        setattr(vault, field, value)
    return vault


def main():
    check_primitives()
    one = [("default", 0, 1764072000, b"nvapi-vector-key")]
    add("one key", "ok", Vault("one key"), entries=one)
    many = [("acme", 0, 1, b"first"), ("acme", 1, 0, b"the one before"), ("a" * 64, 0, 2**40, b"x")]
    add("several profiles and a previous key", "ok", changed("many", plain=padded(records(many))), entries=many)
    add("no record", "ok", changed("none", plain=padded(records([]))), entries=[])
    full = [("full", 0, 5, b"k" * (1024 - 2 - 2 - 4 - 12))]
    add("a size class filled to the last byte", "ok", changed("full", plain=padded(records(full))), entries=full)
    largest = [("large", 0, 5, b"L" * 32768)]
    add("the largest key", "ok", changed("large", plain=padded(records(largest))), entries=largest)
    add("passphrase", "ok", Vault("passphrase").with_passphrase(b"correct horse"), entries=one)
    add("passphrase, dearer", "ok", Vault("dearer").with_passphrase("grün".encode(), log_n=12), entries=one)

    add("another machine key", "wrong-key", Vault("other"), root=bytes(32))
    add("another passphrase", "wrong-key", Vault("wrong").with_passphrase(b"right"), passphrase=b"wrong")
    add("commitment of another key", "wrong-key", Vault("commitment"),
        data=Vault("commitment").header(bytes(32)) + Vault("commitment").file()[128:])

    add("empty file", "damaged", Vault("empty"), data=b"")
    add("header only", "damaged", Vault("header"), data=Vault("header").file()[:128])
    add("another magic", "damaged", changed("magic", magic=b"NGCVAULU"))
    add("reserved bytes set", "damaged", changed("reserved", reserved=b"\0\0\0\1"))
    add("KDF parameters without a KDF that has some", "damaged", changed("parameters", parameters=b"\0\0\0\1"))
    add("scrypt salt without scrypt", "damaged", changed("scrypt salt", scrypt_salt=b"\1" + bytes(15)))
    add("no size class", "damaged", changed("class", plain=padded(records(one)) + bytes(16)))
    add("below the smallest size class", "damaged", changed("small", plain=bytes(512)))
    add("size that is not the file's", "damaged", changed("size", body_bytes=2048))
    add("one byte behind the tag", "damaged", Vault("behind"), data=Vault("behind").file() + b"\0")
    shortened = Vault("tag").file()[:-4]
    add("tag of 12 bytes", "damaged", Vault("tag"), data=shortened)

    def with_body(name):
        vault = Vault(name)
        keys = hkdf(vault.root, vault.salt, b"ngc-auth vault 1" + vault.vault_id, 64)
        return vault, keys, vault.header(keys[32:])

    vault, keys, header = with_body("no AAD")
    add("header not authenticated", "damaged", vault, data=header + b"".join(gcm_encrypt(keys[:32], bytes(12), vault.plain, b"")))
    vault, keys, header = with_body("nonce")
    add("another nonce", "damaged", vault,
        data=header + b"".join(gcm_encrypt(keys[:32], bytes(11) + b"\1", vault.plain, header)))

    row = lambda slot, name, size, secret: struct.pack(">BB", slot, len(name)) + name + struct.pack(">qI", 0, size) + secret
    counted = lambda count, rows: padded(struct.pack(">H", count) + rows)
    add("slot 2", "damaged", changed("slot", plain=counted(1, row(2, b"a", 1, b"k"))))
    add("empty profile name", "damaged", changed("noname", plain=counted(1, row(0, b"", 1, b"k"))))
    add("profile name of 65 bytes", "damaged", changed("longname", plain=counted(1, row(0, b"a" * 65, 1, b"k"))))
    add("key longer than allowed", "damaged", changed("longkey", plain=counted(1, row(0, b"a", 32769, b"k" * 32769))))
    add("key longer than the plaintext", "damaged", changed("beyond", plain=counted(1, row(0, b"a", 4096, b"k"))))
    add("more records than counted", "damaged", changed("more", plain=counted(1, row(0, b"a", 1, b"k") * 2)))
    add("fewer records than counted", "damaged", changed("fewer", plain=counted(2, row(0, b"a", 1, b"k"))))
    add("513 records", "damaged", changed("count", plain=counted(513, row(0, b"a", 1, b"k") * 513)))
    add("padding that is not zero", "damaged", changed("padding", plain=padded(records(one))[:-1] + b"\1"))

    add("version 2", "unsupported", changed("version", version=2))
    add("unknown key source", "unsupported", changed("source", source=3))
    add("unknown KDF", "unsupported", changed("kdf", kdf=3))
    add("machine key with scrypt", "unsupported", changed("mixed", kdf=2))
    cost = lambda name, **kw: Vault(name).with_passphrase(b"p", compute=False, **kw)
    add("log N 21", "unsupported", cost("n21", log_n=21))
    add("log N 255", "unsupported", cost("n255", log_n=255))
    add("log N 9", "unsupported", cost("n9", log_n=9))
    add("r 16", "unsupported", cost("r16", r=16))
    add("p 2", "unsupported", cost("p2", p=2))

    print(json.dumps({"format": "docs/vault-format.md", "vectors": VECTORS}, indent=1))


main()
