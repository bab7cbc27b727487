-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_MessageOrigin" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "customFields" JSONB NOT NULL,
    "watchedFields" JSONB NOT NULL,
    "templateId" INTEGER,
    "templateName" TEXT,
    "isChanged" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_MessageOrigin" ("createdAt", "customFields", "hash", "id", "templateId", "templateName", "text", "watchedFields") SELECT "createdAt", "customFields", "hash", "id", "templateId", "templateName", "text", "watchedFields" FROM "MessageOrigin";
DELETE FROM sqlite_sequence WHERE name = 'new_MessageOrigin';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_MessageOrigin', seq FROM sqlite_sequence WHERE name = 'MessageOrigin';
DROP TABLE "MessageOrigin";
ALTER TABLE "new_MessageOrigin" RENAME TO "MessageOrigin";
CREATE UNIQUE INDEX "MessageOrigin_hash_key" ON "MessageOrigin"("hash");
CREATE INDEX "MessageOrigin_templateId_idx" ON "MessageOrigin"("templateId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
