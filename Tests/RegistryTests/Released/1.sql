-- The registry as version 1 of its tables made it. Never changed.
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
CREATE INDEX receivedByFile ON received (fileDigest);

CREATE TABLE handover (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL REFERENCES received (identity) ON DELETE CASCADE,
    openedAt INTEGER NOT NULL,
    officer TEXT NOT NULL,
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32)
) STRICT;
CREATE INDEX handoverByIdentity ON handover (identity);

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
    attemptCode TEXT,
    UNIQUE (identity, recipientAuthority)
) STRICT;

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

-- What GRDB's migrator notes, and a registry in use.
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1: received, handover, erased, outgoing, collected');
INSERT INTO received (identity, senderAuthority, senderOffice, bundle, fileDigest, fileSize, receivedAt, decision,
    state, receipt, receiptDigest)
VALUES
    (x'1111111111111111111111111111111111111111111111111111111111111111',
     x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'th-ranong',
     '01890a5d-ac96-774b-bcce-000000000001',
     x'f111111111111111111111111111111111111111111111111111111111111111', 20480, 1800000000, 'filed', 'opened',
     x'01', x'4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a'),
    (x'2222222222222222222222222222222222222222222222222222222222222222',
     x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'th-ranong',
     '01890a5d-ac96-774b-bcce-000000000002',
     x'f222222222222222222222222222222222222222222222222222222222222222', 20480, 1800000001, 'refused', 'decided',
     x'02', x'dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986');
INSERT INTO handover (identity, openedAt, officer, receipt, receiptDigest)
VALUES (x'1111111111111111111111111111111111111111111111111111111111111111', 1800000100, 'aung', x'03',
    x'084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5');
INSERT INTO outgoing (identity, recipientAuthority, recipientOffice, bundle, fileDigest, fileSize, createdAt)
VALUES (x'3333333333333333333333333333333333333333333333333333333333333333',
    x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'mm-kawthaung',
    '01890a5d-ac96-774b-bcce-000000000003',
    x'f333333333333333333333333333333333333333333333333333333333333333', 20480, 1800000002);
INSERT INTO collected (identity, recipientAuthority, event, collectedAt, receipt, receiptDigest)
VALUES (x'3333333333333333333333333333333333333333333333333333333333333333',
    x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'ContentConsignment', 1800000003, x'04',
    x'e52d9c508c502347344d8c07ad91cbd6068afc75ff6292f062a09ca381c89e71');
