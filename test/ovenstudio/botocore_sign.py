"""Signs URLs with AWS's own signer (botocore.signers.CloudFrontSigner): JSON on stdin, a JSON list of URLs on stdout."""
import base64
import hashlib
import json
import sys
from datetime import datetime, timezone

from botocore.signers import CloudFrontSigner

SHA1_PREFIX = bytes.fromhex("3021300906052b0e03021a05000414")


def number(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


def moment(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc) if seconds else None


given = json.load(sys.stdin)
modulus, exponent = number(given["n"]), number(given["d"])


def rsa_signer(message):
    """RSASSA-PKCS1-v1_5 with SHA-1 (RFC 8017, section 8.2), which botocore leaves to its caller."""
    digest = SHA1_PREFIX + hashlib.sha1(message).digest()
    padded = b"\x00\x01" + b"\xff" * (256 - 3 - len(digest)) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), exponent, modulus).to_bytes(256, "big")


signer = CloudFrontSigner(given["keyPairId"], rsa_signer)


def sign(case):
    until, custom = moment(case["until"]), case.get("custom")
    if custom is None:
        return signer.generate_presigned_url(case["url"], date_less_than=until)
    policy = custom if isinstance(custom, str) else signer.build_policy(
        custom["resource"], until, moment(custom.get("from")), custom.get("ip"))
    return signer.generate_presigned_url(case["url"], policy=policy)


json.dump([sign(case) for case in given["cases"]], sys.stdout)
