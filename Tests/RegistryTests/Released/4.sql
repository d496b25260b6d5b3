-- The registry as version 4 of its tables held it, with what waits in the outbox. Never changed.
CREATE TABLE received (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32),
    senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
    senderOffice TEXT NOT NULL,
    bundle TEXT NOT NULL CHECK (length(bundle) = 36),
    fileDigest BLOB NOT NULL CHECK (length(fileDigest) = 32),
    fileSize INTEGER NOT NULL CHECK (fileSize >= 0),
    receivedAt INTEGER NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('filed', 'refused')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'decided')),
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
    UNIQUE (senderAuthority, bundle)
) STRICT;
INSERT INTO received VALUES(1,X'1111111111111111111111111111111111111111111111111111111111111111',X'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','th-ranong','01890a5d-ac96-774b-bcce-000000000001',X'f111111111111111111111111111111111111111111111111111111111111111',20480,1800000000,'filed','opened',X'01',X'4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a');
INSERT INTO received VALUES(2,X'2222222222222222222222222222222222222222222222222222222222222222',X'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','th-ranong','01890a5d-ac96-774b-bcce-000000000002',X'f222222222222222222222222222222222222222222222222222222222222222',20480,1800000001,'refused','decided',X'02',X'dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986');
CREATE TABLE handover (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL REFERENCES received (identity) ON DELETE CASCADE,
    openedAt INTEGER NOT NULL,
    officer TEXT NOT NULL,
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32)
) STRICT;
INSERT INTO handover VALUES(1,X'1111111111111111111111111111111111111111111111111111111111111111',1800000100,'aung',X'03',X'084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5');
CREATE TABLE erased (
    identity BLOB NOT NULL PRIMARY KEY CHECK (length(identity) = 32),
    senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
    bundle TEXT NOT NULL CHECK (length(bundle) = 36),
    erasedAt INTEGER NOT NULL,
    UNIQUE (senderAuthority, bundle)
) STRICT;
CREATE TABLE outgoing (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL CHECK (length(identity) = 32),
    recipientAuthority BLOB NOT NULL CHECK (length(recipientAuthority) = 32),
    recipientOffice TEXT NOT NULL,
    bundle TEXT NOT NULL CHECK (length(bundle) = 36),
    fileDigest BLOB NOT NULL CHECK (length(fileDigest) = 32),
    fileSize INTEGER NOT NULL CHECK (fileSize >= 0),
    createdAt INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    attemptedAt INTEGER,
    attemptCode TEXT, state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
    ('waiting', 'carried', 'delivered', 'refused', 'stopped', 'expired')), expiresAt INTEGER NOT NULL DEFAULT 0, answerHours INTEGER NOT NULL DEFAULT 336, nextAttemptAt INTEGER, address TEXT, upload TEXT, answeredAt INTEGER,
    UNIQUE (identity, recipientAuthority)
) STRICT;
INSERT INTO outgoing VALUES(1,X'3333333333333333333333333333333333333333333333333333333333333333',X'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','mm-kawthaung','01890a5d-ac96-774b-bcce-000000000003',X'f333333333333333333333333333333333333333333333333333333333333333',20480,1800000002,0,NULL,NULL,'delivered',0,336,NULL,NULL,NULL,NULL);
CREATE TABLE collected (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL,
    recipientAuthority BLOB NOT NULL,
    event TEXT NOT NULL,
    collectedAt INTEGER NOT NULL,
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
    UNIQUE (identity, recipientAuthority, receiptDigest),
    FOREIGN KEY (identity, recipientAuthority) REFERENCES outgoing (identity, recipientAuthority)
) STRICT;
INSERT INTO collected VALUES(1,X'3333333333333333333333333333333333333333333333333333333333333333',X'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','ContentConsignment',1800000003,X'04',X'e52d9c508c502347344d8c07ad91cbd6068afc75ff6292f062a09ca381c89e71');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1: received, handover, erased, outgoing, collected');
INSERT INTO grdb_migrations VALUES('log: leaves, hashes, head, cosignatures, witnessed heads, restores; seals of rows');
INSERT INTO grdb_migrations VALUES('consents: caseSalt, passing, withdrawal, withdrawnDossier');
INSERT INTO grdb_migrations VALUES('outbox: what waits, and how it goes on');
CREATE TABLE logLeaf (
    position INTEGER PRIMARY KEY CHECK (position >= 0),
    leaf BLOB NOT NULL
) STRICT;
CREATE TABLE logHash (
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE logHead (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    checkpoint BLOB NOT NULL
) STRICT;
CREATE TABLE logCosignature (
    id INTEGER PRIMARY KEY,
    cosigner TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL CHECK (size >= 0),
    cosignedAt INTEGER NOT NULL,
    checkpoint BLOB NOT NULL
) STRICT;
CREATE TABLE witnessed (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    cosignedAt INTEGER NOT NULL,
    checkpoint BLOB NOT NULL
) STRICT;
CREATE TABLE logRestore (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    restoredAt INTEGER NOT NULL
) STRICT;
CREATE TABLE rowSeal (
    tableName TEXT NOT NULL,
    rowKey ANY NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (tableName, rowKey)
) STRICT, WITHOUT ROWID;
CREATE TABLE caseSalt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;
INSERT INTO caseSalt VALUES(1,X'39ec572e4f3efea3972a258e40439966afb91ad42c52ef19313aa51e98c70449');
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
CREATE TABLE withdrawnDossier (
    withdrawal INTEGER NOT NULL REFERENCES withdrawal (sequence) ON DELETE CASCADE,
    dossier TEXT NOT NULL CHECK (length(dossier) = 36),
    PRIMARY KEY (withdrawal, dossier)
) STRICT, WITHOUT ROWID;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('received',2);
INSERT INTO sqlite_sequence VALUES('handover',1);
INSERT INTO sqlite_sequence VALUES('outgoing',1);
INSERT INTO sqlite_sequence VALUES('collected',1);
CREATE INDEX receivedByFile ON received (fileDigest);
CREATE INDEX handoverByIdentity ON handover (identity);
CREATE INDEX passingByCase ON passing (caseMark);
CREATE INDEX passingByDossier ON passing (dossier);
CREATE INDEX withdrawalByCase ON withdrawal (caseMark);
CREATE UNIQUE INDEX withdrawalByNotice ON withdrawal (notice) WHERE notice IS NOT NULL;
CREATE INDEX withdrawnDossierByDossier ON withdrawnDossier (dossier);
CREATE INDEX outgoingToTry ON outgoing (nextAttemptAt) WHERE state IN ('waiting', 'carried');
CREATE INDEX outgoingByFile ON outgoing (fileDigest);
