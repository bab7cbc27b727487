-- CreateTable
CREATE TABLE "Import" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "fileName" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "reading" JSONB,
    "settings" JSONB,
    "tag" TEXT,
    "rowCount" INTEGER,
    "rowsDone" INTEGER NOT NULL,
    "suppressedCount" INTEGER NOT NULL,
    "jobId" INTEGER,
    "undoJobId" INTEGER,
    "createdAt" DATETIME NOT NULL,
    "committedAt" DATETIME
);

-- CreateTable
CREATE TABLE "ImportChunk" (
    "importId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BLOB NOT NULL,

    PRIMARY KEY ("importId", "position")
);

-- CreateTable
CREATE TABLE "ImportRow" (
    "importId" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "leadId" INTEGER,
    "leadVersion" INTEGER,
    "cells" JSONB,
    "issues" JSONB,
    "undo" TEXT,

    PRIMARY KEY ("importId", "row")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "RememberedMapping" (
    "headersHash" TEXT NOT NULL PRIMARY KEY,
    "mapping" JSONB NOT NULL,
    "usedAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Import_jobId_idx" ON "Import"("jobId");

-- CreateIndex
CREATE INDEX "Import_undoJobId_idx" ON "Import"("undoJobId");

-- CreateIndex
CREATE INDEX "ImportRow_leadId_idx" ON "ImportRow"("leadId");
