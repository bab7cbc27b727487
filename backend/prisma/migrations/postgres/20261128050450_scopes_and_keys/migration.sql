-- DropIndex
DROP INDEX "Attempt_mode_leadId_provider_inputHash_round_attempt_key";

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "scope" TEXT NOT NULL DEFAULT 'lookup';
-- Only for the rows that are there; new ones say it themselves.
ALTER TABLE "Attempt" ALTER COLUMN "scope" DROP DEFAULT;

-- AlterTable
ALTER TABLE "IdempotencyKey" ADD COLUMN     "jobId" INTEGER;

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_mode_leadId_provider_inputHash_scope_round_attempt_key" ON "Attempt"("mode", "leadId", "provider", "inputHash", "scope", "round", "attempt");
