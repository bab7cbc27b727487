-- CreateTable
CREATE TABLE "SuppressionEntry" (
    "hash" TEXT NOT NULL,
    "batchId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "SuppressionEntry_pkey" PRIMARY KEY ("hash", "batchId")
);

-- CreateTable
CREATE TABLE "SuppressionBatch" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "added" INTEGER NOT NULL,
    "alreadyThere" INTEGER NOT NULL,
    "notUnderstood" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SuppressionBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SuppressedLead" (
    "leadId" INTEGER NOT NULL,

    CONSTRAINT "SuppressedLead_pkey" PRIMARY KEY ("leadId")
);

-- CreateIndex
CREATE INDEX "SuppressionEntry_batchId_idx" ON "SuppressionEntry"("batchId");
