-- CreateTable
CREATE TABLE "Import" (
    "id" SERIAL NOT NULL,
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
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "committedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportChunk" (
    "importId" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "ImportChunk_pkey" PRIMARY KEY ("importId","position")
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

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("importId","row")
);

-- CreateTable
CREATE TABLE "RememberedMapping" (
    "headersHash" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "usedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RememberedMapping_pkey" PRIMARY KEY ("headersHash")
);

-- CreateIndex
CREATE INDEX "Import_jobId_idx" ON "Import"("jobId");

-- CreateIndex
CREATE INDEX "Import_undoJobId_idx" ON "Import"("undoJobId");

-- CreateIndex
CREATE INDEX "ImportRow_leadId_idx" ON "ImportRow"("leadId");
