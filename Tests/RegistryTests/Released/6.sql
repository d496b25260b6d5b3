-- The registry as version 6 of its tables held it, with marks for searching, and with seals of rows and their triggers as the program of that time made them. Never changed.
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
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32), replyTo BLOB CHECK (length(replyTo) = 32), replyOutcome TEXT
    CHECK (replyOutcome IN ('accepted', 'questions', 'rejected')), replyDecidedAt INTEGER, replyOfficer TEXT, erasedAt INTEGER,
    UNIQUE (senderAuthority, bundle)
) STRICT;
INSERT INTO received VALUES(1,X'1111111111111111111111111111111111111111111111111111111111111111',X'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','th-ranong','01890a5d-ac96-774b-bcce-000000000001',X'f111111111111111111111111111111111111111111111111111111111111111',20480,1800000000,'filed','opened',X'01',X'4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a',NULL,NULL,NULL,NULL,NULL);
INSERT INTO received VALUES(2,X'2222222222222222222222222222222222222222222222222222222222222222',X'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','th-ranong','01890a5d-ac96-774b-bcce-000000000002',X'f222222222222222222222222222222222222222222222222222222222222222',20480,1800000001,'refused','decided',X'02',X'dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986',NULL,NULL,NULL,NULL,NULL);
CREATE TABLE handover (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL REFERENCES received (identity) ON DELETE CASCADE,
    openedAt INTEGER NOT NULL,
    officer TEXT NOT NULL,
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32)
) STRICT;
INSERT INTO handover VALUES(1,X'1111111111111111111111111111111111111111111111111111111111111111',1800000100,'aung',X'03',X'084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5');
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
    ('waiting', 'carried', 'delivered', 'refused', 'stopped', 'expired')), expiresAt INTEGER NOT NULL DEFAULT 0, answerHours INTEGER NOT NULL DEFAULT 336, nextAttemptAt INTEGER, address TEXT, upload TEXT, answeredAt INTEGER, asksAnswer INTEGER CHECK (asksAnswer IN (0, 1)), erasedAt INTEGER,
    UNIQUE (identity, recipientAuthority)
) STRICT;
INSERT INTO outgoing VALUES(1,X'3333333333333333333333333333333333333333333333333333333333333333',X'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','mm-kawthaung','01890a5d-ac96-774b-bcce-000000000003',X'f333333333333333333333333333333333333333333333333333333333333333',20480,1800000002,0,NULL,NULL,'delivered',0,336,1800000002,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO grdb_migrations VALUES('answers: who answered what, and what was erased');
INSERT INTO grdb_migrations VALUES('search: marks, questions, erasures of what was sent, long lists');
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
INSERT INTO rowSeal VALUES('caseSalt',1,X'3763dfafd7a5d32aa6b4f9f768cd5abcf4391876502dcafade4a09b62662ec93');
INSERT INTO rowSeal VALUES('collected',1,X'9a7b3e5170a40dcce38c9f839b9f7ab7a9231b7dd243d45ee52edd3c5b6f39a0');
INSERT INTO rowSeal VALUES('handover',1,X'4750c8a839455ca5d9d117c6967f00f139b391f217a9dcf03fe42d746b81d2f9');
INSERT INTO rowSeal VALUES('outgoing',1,X'da95601780f9004e50ec9a65d4b6870de2f1da7a62bd53c6a3185542fe3aea2b');
INSERT INTO rowSeal VALUES('received',1,X'c763634e68b5ca24024d9d68e509e2d85dbd896efa16bbd52c2514737be53410');
INSERT INTO rowSeal VALUES('received',2,X'606087cb15cb2130d08de74cf09098e7ba101f18e7c0255b7bea9c11f28c6366');
CREATE TABLE caseSalt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;
INSERT INTO caseSalt VALUES(1,X'a41fc84234045b6b032561c7d54e3c0201c06c3dc41e8618462fe3d71c4a82e2');
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
CREATE TABLE answer (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    identity BLOB NOT NULL REFERENCES received (identity),
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'questions', 'rejected')),
    decidedAt INTEGER NOT NULL,
    officer TEXT NOT NULL,
    answerIdentity BLOB NOT NULL UNIQUE CHECK (length(answerIdentity) = 32),
    answerBundle TEXT NOT NULL CHECK (length(answerBundle) = 36)
) STRICT;
CREATE TABLE erasure (
    identity BLOB NOT NULL PRIMARY KEY CHECK (length(identity) = 32),
    senderAuthority BLOB NOT NULL CHECK (length(senderAuthority) = 32),
    bundle TEXT NOT NULL CHECK (length(bundle) = 36),
    reason TEXT NOT NULL,
    erasedAt INTEGER NOT NULL,
    receipt BLOB NOT NULL CHECK (length(receipt) > 0),
    receiptDigest BLOB NOT NULL CHECK (length(receiptDigest) = 32),
    UNIQUE (senderAuthority, bundle)
) STRICT;
CREATE TABLE searchMark (
    mark BLOB NOT NULL CHECK (length(mark) = 32),
    identity BLOB NOT NULL CHECK (length(identity) = 32),
    PRIMARY KEY (mark, identity)
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
CREATE INDEX outgoingByFile ON outgoing (fileDigest);
CREATE INDEX receivedByReply ON received (replyTo) WHERE replyTo IS NOT NULL;
CREATE INDEX answerByIdentity ON answer (identity);
CREATE INDEX searchMarkByIdentity ON searchMark (identity);
CREATE INDEX outgoingToTry ON outgoing (nextAttemptAt) WHERE nextAttemptAt IS NOT NULL;
CREATE INDEX outgoingByBundle ON outgoing (bundle);
CREATE INDEX receivedByBundle ON received (bundle);
CREATE INDEX receivedOpen ON received (sequence)
    WHERE decision = 'filed' AND state IN ('waiting', 'opened') AND erasedAt IS NULL;
CREATE TRIGGER "rowSealINSERTanswer" AFTER INSERT ON "answer" BEGIN
DELETE FROM rowSeal WHERE tableName = 'answer' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'answer', NEW."sequence", row_digest('answer', NEW."sequence", NEW."identity", NEW."outcome", NEW."decidedAt", NEW."officer", NEW."answerIdentity", NEW."answerBundle") ;
END;
CREATE TRIGGER "rowSealUPDATEanswer" AFTER UPDATE ON "answer" BEGIN
DELETE FROM rowSeal WHERE tableName = 'answer' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'answer' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'answer', NEW."sequence", row_digest('answer', NEW."sequence", NEW."identity", NEW."outcome", NEW."decidedAt", NEW."officer", NEW."answerIdentity", NEW."answerBundle") ;
END;
CREATE TRIGGER "rowSealDELETEanswer" AFTER DELETE ON "answer" BEGIN
DELETE FROM rowSeal WHERE tableName = 'answer' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealUPDATEcaseSalt" AFTER UPDATE ON "caseSalt" BEGIN
DELETE FROM rowSeal WHERE tableName = 'caseSalt' AND rowKey = OLD."id";
DELETE FROM rowSeal WHERE tableName = 'caseSalt' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'caseSalt', NEW."id", row_digest('caseSalt', NEW."id", NEW."salt") ;
END;
CREATE TRIGGER "rowSealDELETEcaseSalt" AFTER DELETE ON "caseSalt" BEGIN
DELETE FROM rowSeal WHERE tableName = 'caseSalt' AND rowKey = OLD."id";
END;
CREATE TRIGGER "rowSealINSERTcaseSalt" AFTER INSERT ON "caseSalt" BEGIN
DELETE FROM rowSeal WHERE tableName = 'caseSalt' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'caseSalt', NEW."id", row_digest('caseSalt', NEW."id", NEW."salt") ;
END;
CREATE TRIGGER "rowSealINSERTcollected" AFTER INSERT ON "collected" BEGIN
DELETE FROM rowSeal WHERE tableName = 'collected' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'collected', NEW."sequence", row_digest('collected', NEW."sequence", NEW."identity", NEW."recipientAuthority", NEW."event", NEW."collectedAt", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealUPDATEcollected" AFTER UPDATE ON "collected" BEGIN
DELETE FROM rowSeal WHERE tableName = 'collected' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'collected' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'collected', NEW."sequence", row_digest('collected', NEW."sequence", NEW."identity", NEW."recipientAuthority", NEW."event", NEW."collectedAt", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealDELETEcollected" AFTER DELETE ON "collected" BEGIN
DELETE FROM rowSeal WHERE tableName = 'collected' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealINSERTerasure" AFTER INSERT ON "erasure" BEGIN
DELETE FROM rowSeal WHERE tableName = 'erasure' AND rowKey = row_digest('erasure', NEW."identity");
INSERT INTO rowSeal SELECT 'erasure', row_digest('erasure', NEW."identity"), row_digest('erasure', NEW."identity", NEW."senderAuthority", NEW."bundle", NEW."reason", NEW."erasedAt", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealUPDATEerasure" AFTER UPDATE ON "erasure" BEGIN
DELETE FROM rowSeal WHERE tableName = 'erasure' AND rowKey = row_digest('erasure', OLD."identity");
DELETE FROM rowSeal WHERE tableName = 'erasure' AND rowKey = row_digest('erasure', NEW."identity");
INSERT INTO rowSeal SELECT 'erasure', row_digest('erasure', NEW."identity"), row_digest('erasure', NEW."identity", NEW."senderAuthority", NEW."bundle", NEW."reason", NEW."erasedAt", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealDELETEerasure" AFTER DELETE ON "erasure" BEGIN
DELETE FROM rowSeal WHERE tableName = 'erasure' AND rowKey = row_digest('erasure', OLD."identity");
END;
CREATE TRIGGER "rowSealUPDATEhandover" AFTER UPDATE ON "handover" BEGIN
DELETE FROM rowSeal WHERE tableName = 'handover' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'handover' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'handover', NEW."sequence", row_digest('handover', NEW."sequence", NEW."identity", NEW."openedAt", NEW."officer", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealINSERThandover" AFTER INSERT ON "handover" BEGIN
DELETE FROM rowSeal WHERE tableName = 'handover' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'handover', NEW."sequence", row_digest('handover', NEW."sequence", NEW."identity", NEW."openedAt", NEW."officer", NEW."receipt", NEW."receiptDigest") ;
END;
CREATE TRIGGER "rowSealDELETEhandover" AFTER DELETE ON "handover" BEGIN
DELETE FROM rowSeal WHERE tableName = 'handover' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealINSERTlogCosignature" AFTER INSERT ON "logCosignature" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logCosignature' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logCosignature', NEW."id", row_digest('logCosignature', NEW."id", NEW."cosigner", NEW."size", NEW."cosignedAt", NEW."checkpoint") ;
END;
CREATE TRIGGER "rowSealDELETElogCosignature" AFTER DELETE ON "logCosignature" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logCosignature' AND rowKey = OLD."id";
END;
CREATE TRIGGER "rowSealUPDATElogCosignature" AFTER UPDATE ON "logCosignature" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logCosignature' AND rowKey = OLD."id";
DELETE FROM rowSeal WHERE tableName = 'logCosignature' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logCosignature', NEW."id", row_digest('logCosignature', NEW."id", NEW."cosigner", NEW."size", NEW."cosignedAt", NEW."checkpoint") ;
END;
CREATE TRIGGER "rowSealDELETElogHead" AFTER DELETE ON "logHead" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logHead' AND rowKey = OLD."id";
END;
CREATE TRIGGER "rowSealUPDATElogHead" AFTER UPDATE ON "logHead" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logHead' AND rowKey = OLD."id";
DELETE FROM rowSeal WHERE tableName = 'logHead' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logHead', NEW."id", row_digest('logHead', NEW."id", NEW."checkpoint") ;
END;
CREATE TRIGGER "rowSealINSERTlogHead" AFTER INSERT ON "logHead" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logHead' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logHead', NEW."id", row_digest('logHead', NEW."id", NEW."checkpoint") ;
END;
CREATE TRIGGER "rowSealUPDATElogRestore" AFTER UPDATE ON "logRestore" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logRestore' AND rowKey = OLD."id";
DELETE FROM rowSeal WHERE tableName = 'logRestore' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logRestore', NEW."id", row_digest('logRestore', NEW."id", NEW."restoredAt") ;
END;
CREATE TRIGGER "rowSealDELETElogRestore" AFTER DELETE ON "logRestore" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logRestore' AND rowKey = OLD."id";
END;
CREATE TRIGGER "rowSealINSERTlogRestore" AFTER INSERT ON "logRestore" BEGIN
DELETE FROM rowSeal WHERE tableName = 'logRestore' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'logRestore', NEW."id", row_digest('logRestore', NEW."id", NEW."restoredAt") ;
END;
CREATE TRIGGER "rowSealDELETEoutgoing" AFTER DELETE ON "outgoing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'outgoing' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealINSERToutgoing" AFTER INSERT ON "outgoing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'outgoing' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'outgoing', NEW."sequence", row_digest('outgoing', NEW."sequence", NEW."identity", NEW."recipientAuthority", NEW."recipientOffice", NEW."bundle", NEW."fileDigest", NEW."fileSize", NEW."createdAt", NEW."attempts", NEW."attemptedAt", NEW."attemptCode", NEW."state", NEW."expiresAt", NEW."answerHours", NEW."nextAttemptAt", NEW."address", NEW."upload", NEW."answeredAt", NEW."asksAnswer", NEW."erasedAt") ;
END;
CREATE TRIGGER "rowSealUPDATEoutgoing" AFTER UPDATE ON "outgoing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'outgoing' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'outgoing' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'outgoing', NEW."sequence", row_digest('outgoing', NEW."sequence", NEW."identity", NEW."recipientAuthority", NEW."recipientOffice", NEW."bundle", NEW."fileDigest", NEW."fileSize", NEW."createdAt", NEW."attempts", NEW."attemptedAt", NEW."attemptCode", NEW."state", NEW."expiresAt", NEW."answerHours", NEW."nextAttemptAt", NEW."address", NEW."upload", NEW."answeredAt", NEW."asksAnswer", NEW."erasedAt") ;
END;
CREATE TRIGGER "rowSealDELETEpassing" AFTER DELETE ON "passing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'passing' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealINSERTpassing" AFTER INSERT ON "passing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'passing' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'passing', NEW."sequence", row_digest('passing', NEW."sequence", NEW."identity", NEW."bundle", NEW."dossier", NEW."caseMark", NEW."direction", NEW."authority", NEW."office", NEW."passedAt") ;
END;
CREATE TRIGGER "rowSealUPDATEpassing" AFTER UPDATE ON "passing" BEGIN
DELETE FROM rowSeal WHERE tableName = 'passing' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'passing' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'passing', NEW."sequence", row_digest('passing', NEW."sequence", NEW."identity", NEW."bundle", NEW."dossier", NEW."caseMark", NEW."direction", NEW."authority", NEW."office", NEW."passedAt") ;
END;
CREATE TRIGGER "rowSealDELETEreceived" AFTER DELETE ON "received" BEGIN
DELETE FROM rowSeal WHERE tableName = 'received' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealUPDATEreceived" AFTER UPDATE ON "received" BEGIN
DELETE FROM rowSeal WHERE tableName = 'received' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'received' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'received', NEW."sequence", row_digest('received', NEW."sequence", NEW."identity", NEW."senderAuthority", NEW."senderOffice", NEW."bundle", NEW."fileDigest", NEW."fileSize", NEW."receivedAt", NEW."decision", NEW."state", NEW."receipt", NEW."receiptDigest", NEW."replyTo", NEW."replyOutcome", NEW."replyDecidedAt", NEW."replyOfficer", NEW."erasedAt") ;
END;
CREATE TRIGGER "rowSealINSERTreceived" AFTER INSERT ON "received" BEGIN
DELETE FROM rowSeal WHERE tableName = 'received' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'received', NEW."sequence", row_digest('received', NEW."sequence", NEW."identity", NEW."senderAuthority", NEW."senderOffice", NEW."bundle", NEW."fileDigest", NEW."fileSize", NEW."receivedAt", NEW."decision", NEW."state", NEW."receipt", NEW."receiptDigest", NEW."replyTo", NEW."replyOutcome", NEW."replyDecidedAt", NEW."replyOfficer", NEW."erasedAt") ;
END;
CREATE TRIGGER "rowSealUPDATEsearchMark" AFTER UPDATE ON "searchMark" BEGIN
DELETE FROM rowSeal WHERE tableName = 'searchMark' AND rowKey = row_digest('searchMark', OLD."mark", OLD."identity");
DELETE FROM rowSeal WHERE tableName = 'searchMark' AND rowKey = row_digest('searchMark', NEW."mark", NEW."identity");
INSERT INTO rowSeal SELECT 'searchMark', row_digest('searchMark', NEW."mark", NEW."identity"), row_digest('searchMark', NEW."mark", NEW."identity") ;
END;
CREATE TRIGGER "rowSealINSERTsearchMark" AFTER INSERT ON "searchMark" BEGIN
DELETE FROM rowSeal WHERE tableName = 'searchMark' AND rowKey = row_digest('searchMark', NEW."mark", NEW."identity");
INSERT INTO rowSeal SELECT 'searchMark', row_digest('searchMark', NEW."mark", NEW."identity"), row_digest('searchMark', NEW."mark", NEW."identity") ;
END;
CREATE TRIGGER "rowSealDELETEsearchMark" AFTER DELETE ON "searchMark" BEGIN
DELETE FROM rowSeal WHERE tableName = 'searchMark' AND rowKey = row_digest('searchMark', OLD."mark", OLD."identity");
END;
CREATE TRIGGER "rowSealDELETEwithdrawal" AFTER DELETE ON "withdrawal" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawal' AND rowKey = OLD."sequence";
END;
CREATE TRIGGER "rowSealINSERTwithdrawal" AFTER INSERT ON "withdrawal" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawal' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'withdrawal', NEW."sequence", row_digest('withdrawal', NEW."sequence", NEW."caseMark", NEW."withdrawnAt", NEW."recordedAt", NEW."scope", NEW."codes", NEW."office", NEW."officer", NEW."notice") ;
END;
CREATE TRIGGER "rowSealUPDATEwithdrawal" AFTER UPDATE ON "withdrawal" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawal' AND rowKey = OLD."sequence";
DELETE FROM rowSeal WHERE tableName = 'withdrawal' AND rowKey = NEW."sequence";
INSERT INTO rowSeal SELECT 'withdrawal', NEW."sequence", row_digest('withdrawal', NEW."sequence", NEW."caseMark", NEW."withdrawnAt", NEW."recordedAt", NEW."scope", NEW."codes", NEW."office", NEW."officer", NEW."notice") ;
END;
CREATE TRIGGER "rowSealINSERTwithdrawnDossier" AFTER INSERT ON "withdrawnDossier" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawnDossier' AND rowKey = row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier");
INSERT INTO rowSeal SELECT 'withdrawnDossier', row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier"), row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier") ;
END;
CREATE TRIGGER "rowSealUPDATEwithdrawnDossier" AFTER UPDATE ON "withdrawnDossier" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawnDossier' AND rowKey = row_digest('withdrawnDossier', OLD."withdrawal", OLD."dossier");
DELETE FROM rowSeal WHERE tableName = 'withdrawnDossier' AND rowKey = row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier");
INSERT INTO rowSeal SELECT 'withdrawnDossier', row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier"), row_digest('withdrawnDossier', NEW."withdrawal", NEW."dossier") ;
END;
CREATE TRIGGER "rowSealDELETEwithdrawnDossier" AFTER DELETE ON "withdrawnDossier" BEGIN
DELETE FROM rowSeal WHERE tableName = 'withdrawnDossier' AND rowKey = row_digest('withdrawnDossier', OLD."withdrawal", OLD."dossier");
END;
CREATE TRIGGER "rowSealINSERTwitnessed" AFTER INSERT ON "witnessed" BEGIN
DELETE FROM rowSeal WHERE tableName = 'witnessed' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'witnessed', NEW."id", row_digest('witnessed', NEW."id", NEW."origin", NEW."size", NEW."root", NEW."cosignedAt", NEW."checkpoint") ;
END;
CREATE TRIGGER "rowSealDELETEwitnessed" AFTER DELETE ON "witnessed" BEGIN
DELETE FROM rowSeal WHERE tableName = 'witnessed' AND rowKey = OLD."id";
END;
CREATE TRIGGER "rowSealUPDATEwitnessed" AFTER UPDATE ON "witnessed" BEGIN
DELETE FROM rowSeal WHERE tableName = 'witnessed' AND rowKey = OLD."id";
DELETE FROM rowSeal WHERE tableName = 'witnessed' AND rowKey = NEW."id";
INSERT INTO rowSeal SELECT 'witnessed', NEW."id", row_digest('witnessed', NEW."id", NEW."origin", NEW."size", NEW."root", NEW."cosignedAt", NEW."checkpoint") ;
END;
