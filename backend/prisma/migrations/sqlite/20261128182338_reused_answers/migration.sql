-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "knownAt" DATETIME;

-- CreateIndex
CREATE INDEX "Attempt_inputHash_idx" ON "Attempt"("inputHash");
