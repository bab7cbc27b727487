-- AlterTable
ALTER TABLE "IdempotencyKey" ADD COLUMN "jobId" INTEGER;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mode" TEXT NOT NULL,
    "leadId" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "requestId" INTEGER,
    "jobId" INTEGER,
    "outcome" TEXT,
    "reasonCode" TEXT,
    "reasonText" TEXT,
    "retryable" BOOLEAN NOT NULL,
    "httpStatus" INTEGER,
    "phoneNumber" TEXT,
    "phone" JSONB,
    "priceMicros" BIGINT NOT NULL,
    "chargeRule" TEXT NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "charge" TEXT NOT NULL,
    "fence" TEXT NOT NULL,
    "leaseUntil" DATETIME NOT NULL,
    "queuedAt" DATETIME NOT NULL,
    "sentAt" DATETIME,
    "endedAt" DATETIME
);
INSERT INTO "new_Attempt" ("attempt", "charge", "chargeRule", "costMicros", "endedAt", "fence", "httpStatus", "id", "inputHash", "jobId", "leadId", "leaseUntil", "mode", "outcome", "phone", "phoneNumber", "priceMicros", "provider", "queuedAt", "reasonCode", "reasonText", "requestId", "retryable", "round", "scope", "sentAt", "state") SELECT "attempt", "charge", "chargeRule", "costMicros", "endedAt", "fence", "httpStatus", "id", "inputHash", "jobId", "leadId", "leaseUntil", "mode", "outcome", "phone", "phoneNumber", "priceMicros", "provider", "queuedAt", "reasonCode", "reasonText", "requestId", "retryable", "round", 'lookup', "sentAt", "state" FROM "Attempt";
DELETE FROM sqlite_sequence WHERE name = 'new_Attempt';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_Attempt', seq FROM sqlite_sequence WHERE name = 'Attempt';
DROP TABLE "Attempt";
ALTER TABLE "new_Attempt" RENAME TO "Attempt";
CREATE INDEX "Attempt_leadId_id_idx" ON "Attempt"("leadId", "id");
CREATE INDEX "Attempt_jobId_state_idx" ON "Attempt"("jobId", "state");
CREATE INDEX "Attempt_provider_sentAt_idx" ON "Attempt"("provider", "sentAt");
CREATE INDEX "Attempt_state_leaseUntil_idx" ON "Attempt"("state", "leaseUntil");
CREATE UNIQUE INDEX "Attempt_mode_leadId_provider_inputHash_scope_round_attempt_key" ON "Attempt"("mode", "leadId", "provider", "inputHash", "scope", "round", "attempt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
