-- CreateTable
CREATE TABLE "SuppressionEntry" (
    "hash" TEXT NOT NULL,
    "batchId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,

    PRIMARY KEY ("hash", "batchId")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "SuppressionBatch" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "added" INTEGER NOT NULL,
    "alreadyThere" INTEGER NOT NULL,
    "notUnderstood" INTEGER NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SuppressedLead" (
    "leadId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT
);

-- CreateIndex
CREATE INDEX "SuppressionEntry_batchId_idx" ON "SuppressionEntry"("batchId");
