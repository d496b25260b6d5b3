// SPDX-License-Identifier: Apache-2.0

extension RegistrySchema {
    /// What went by which bundle, and which consents were withdrawn.
    ///
    /// A case is known by a mark alone, the SHA-256 of this registry's own salt and the number: the file cannot be read
    /// for cases, nor compared with another office's. Somebody who tries all numbers against it finds them; what he
    /// finds is that a case exists, and its number holds no personal data either.
    static let withdrawals = """
        CREATE TABLE caseSalt (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            salt BLOB NOT NULL CHECK (length(salt) = 32)
        ) STRICT;
        INSERT INTO caseSalt VALUES (1, randomblob(32));

        CREATE TABLE passing (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            identity BLOB NOT NULL CHECK (length(identity) = 32),
            bundle TEXT NOT NULL CHECK (length(bundle) = 36),
            dossier TEXT NOT NULL CHECK (length(dossier) = 36),
            caseMark BLOB NOT NULL CHECK (length(caseMark) = 32),
            direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
            authority BLOB NOT NULL CHECK (length(authority) = 32),
            office TEXT NOT NULL,
            passedAt INTEGER NOT NULL,
            UNIQUE (identity, authority)
        ) STRICT;
        CREATE INDEX passingByCase ON passing (caseMark);
        CREATE INDEX passingByDossier ON passing (dossier);

        CREATE TABLE withdrawal (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            caseMark BLOB NOT NULL CHECK (length(caseMark) = 32),
            withdrawnAt INTEGER NOT NULL,
            recordedAt INTEGER NOT NULL,
            scope TEXT NOT NULL CHECK (scope IN ('all', 'purposes', 'categories')),
            codes TEXT NOT NULL,
            office TEXT NOT NULL,
            officer TEXT,
            notice BLOB CHECK (length(notice) = 32),
            CHECK ((officer IS NULL) <> (notice IS NULL))
        ) STRICT;
        CREATE INDEX withdrawalByCase ON withdrawal (caseMark);
        CREATE UNIQUE INDEX withdrawalByNotice ON withdrawal (notice) WHERE notice IS NOT NULL;

        CREATE TABLE withdrawnDossier (
            withdrawal INTEGER NOT NULL REFERENCES withdrawal (sequence) ON DELETE CASCADE,
            dossier TEXT NOT NULL CHECK (length(dossier) = 36),
            PRIMARY KEY (withdrawal, dossier)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX withdrawnDossierByDossier ON withdrawnDossier (dossier);
        """
}
