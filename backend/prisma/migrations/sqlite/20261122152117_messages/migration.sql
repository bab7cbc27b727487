-- AlterTable
ALTER TABLE "Lead" ADD COLUMN "messageAt" DATETIME;
ALTER TABLE "Lead" ADD COLUMN "messageEditedAt" DATETIME;
ALTER TABLE "Lead" ADD COLUMN "messageOriginId" INTEGER;

-- CreateTable
CREATE TABLE "MessageTemplate" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "lastUsedAt" DATETIME
);

-- CreateTable
CREATE TABLE "MessageOrigin" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "customFields" JSONB NOT NULL,
    "watchedFields" JSONB NOT NULL,
    "templateId" INTEGER,
    "templateName" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "MessageTemplate_nameKey_key" ON "MessageTemplate"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "MessageOrigin_hash_key" ON "MessageOrigin"("hash");

-- CreateIndex
CREATE INDEX "MessageOrigin_templateId_idx" ON "MessageOrigin"("templateId");
