# SPDX-License-Identifier: Apache-2.0
"""Two offices and a dossier, with the program that is measured."""

import json
import os
import shutil

from measuring import ROOT, answer, write_noise

RANONG = ["--home", "ranong"]
KAWTHAUNG = ["--home", "kawthaung"]


class Exchange:
    """Two offices that trust each other, and a folder with a dossier that one officer signs.

    All keys are unprotected: the passphrase's scrypt takes a second by design, and it is not what is measured.
    """

    DOSSIER = "dossier.asice"
    BUNDLE = "bundle.sealed.asice"
    OPENED = "opened"
    ATTACHMENT = "case/attachments/scan.pdf"

    def __init__(self, program, folder, attachment_size):
        self.program = str(program)
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
        self._found_offices()
        self._fill_in_dossier(attachment_size)

    # MARK: What is measured

    @property
    def sign(self):
        return [self.program, "sign", "case", "--as", "preeya", "-o", self.DOSSIER, *RANONG]

    @property
    def seal(self):
        return [self.program, "seal", self.DOSSIER, "--to", "kawthaung", "-o", self.BUNDLE, *RANONG]

    @property
    def verify_dossier(self):
        return [self.program, "verify", self.DOSSIER, *RANONG]

    @property
    def verify(self):
        return [self.program, "verify", self.BUNDLE, *KAWTHAUNG]

    @property
    def open(self):
        return [self.program, "open", self.BUNDLE, "-o", self.OPENED, *KAWTHAUNG]

    @property
    def receive(self):
        return [self.program, "receive", self.BUNDLE, *KAWTHAUNG]

    def remove(self, *names):
        """Takes away what a measured command wrote, so that it can write it again."""
        for name in names:
            path = self.folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    # MARK: What comes before

    def _andaman(self, *words):
        return answer([self.program, *words], self.folder, self.environment)

    def _found_offices(self):
        for name, home in (("ranong", RANONG), ("kawthaung", KAWTHAUNG)):
            self._andaman("office", "create", name, "--name", name, "--unprotected-keys", *home)
            self._andaman("office", "card", "-o", f"{name}.card.asice", *home)
        for own, other in ((RANONG, "kawthaung"), (KAWTHAUNG, "ranong")):
            # The last line of what an office says of itself is its fingerprint in words.
            words = self._andaman("trust", "show", other, "--home", other).splitlines()[-1].strip()
            self._andaman("trust", "add", f"{other}.card.asice", "--fingerprint", words, *own)
        preeya = ["--name", "Preeya Thongsuk", "--role", "social-worker", "--unprotected-keys"]
        self._andaman("officer", "create", "preeya", *preeya, *RANONG)

    def _fill_in_dossier(self, attachment_size):
        case = self.folder / "case"
        shutil.copytree(ROOT / "Examples" / "return-of-a-child", case)
        shutil.rmtree(case / "attachments")
        (case / "attachments").mkdir()
        write_noise(self.folder / self.ATTACHMENT, attachment_size)
        referral = json.loads((case / "referral.json").read_text())
        referral["signers"] = referral["signers"][:1]
        referral["attachments"] = [{"originalName": "scan.pdf", "title": "Scan"}]
        (case / "referral.json").write_text(json.dumps(referral, ensure_ascii=False))
