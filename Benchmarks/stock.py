# SPDX-License-Identifier: Apache-2.0
"""What stock tools need for the same work: the leanest pipeline there is, and GnuPG."""

import shutil
import tempfile

from measuring import answer


class Lean:
    """OpenSSL and age, one command for each step and nothing between them.

    There: hash the paper, sign its digest, encrypt the paper, hash what was encrypted, sign that. Back: the same in turn.
    """

    SEALED = "sealed.age"
    PLAIN = "plain.age"

    def __init__(self, paper, folder, environment):
        self.paper = paper
        for name in ("officer", "seal"):
            answer(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
                + ["-subj", f"/CN={name}", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation"]
                + ["-keyout", f"{name}.key", "-out", f"{name}.pem"],
                folder,
                environment,
            )
        answer(["age-keygen", "-o", "age.key"], folder, environment)
        self.recipient = answer(["age-keygen", "-y", "age.key"], folder, environment).strip()

    @property
    def there(self):
        return [
            self._digest(self.paper, "officer.sha256"),
            self._sign("officer"),
            ["age", "-r", self.recipient, "-o", self.SEALED, self.paper],
            self._digest(self.SEALED, "seal.sha256"),
            self._sign("seal"),
        ]

    @property
    def check(self):
        return [self._digest(self.SEALED, "found.sha256"), self._verify("seal")]

    @property
    def back(self):
        return self.check + [
            ["age", "-d", "-i", "age.key", "-o", self.PLAIN, self.SEALED],
            self._digest(self.PLAIN, "found.sha256"),
            self._verify("officer"),
        ]

    @staticmethod
    def _digest(file, to):
        return ["openssl", "dgst", "-sha256", "-out", to, file]

    @staticmethod
    def _sign(signer):
        return (
            ["openssl", "cms", "-sign", "-binary", "-md", "sha256", "-signer", f"{signer}.pem", "-inkey", f"{signer}.key"]
            + ["-in", f"{signer}.sha256", "-outform", "DER", "-out", f"{signer}.p7s"]
        )

    @staticmethod
    def _verify(signer):
        return (
            ["openssl", "cms", "-verify", "-binary", "-CAfile", f"{signer}.pem", "-no-CApath", "-no-CAstore"]
            + ["-purpose", "any", "-content", f"{signer}.sha256", "-inform", "DER", "-in", f"{signer}.p7s", "-out", "checked"]
        )


class GnuPG:
    """GnuPG with a key made for this run, in a home of its own."""

    SEALED = "sealed.gpg"
    PLAIN = "plain.gpg"

    def __init__(self, paper, folder, environment):
        self.paper = paper
        self.folder = folder
        # Its agent listens on a socket there, whose path must be short.
        self.home = tempfile.mkdtemp(prefix="andaman-gnupg-")
        self.environment = environment | {"GNUPGHOME": self.home}
        make = ["--passphrase", "", "--quick-generate-key", "bench", "future-default", "default", "never"]
        answer(["gpg", "--batch", "--quiet", *make], folder, self.environment)

    @property
    def there(self):
        words = ["gpg", "--batch", "--quiet", "-z0", "--sign", "--encrypt", "--recipient", "bench"]
        return [words + ["--output", self.SEALED, self.paper]]

    @property
    def back(self):
        return [["gpg", "--batch", "--quiet", "--output", self.PLAIN, "--decrypt", self.SEALED]]

    def close(self):
        answer(["gpgconf", "--kill", "all"], self.folder, self.environment)
        shutil.rmtree(self.home, ignore_errors=True)
