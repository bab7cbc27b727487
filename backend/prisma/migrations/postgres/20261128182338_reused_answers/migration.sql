-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "knownAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Attempt_inputHash_idx" ON "Attempt"("inputHash");
