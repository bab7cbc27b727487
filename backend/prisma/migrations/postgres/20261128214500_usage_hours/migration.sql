-- Calls per hour, which statistics read instead of the ledger's lines.
CREATE TABLE "UsageHour" (
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT NOT NULL,
    "reasonCode" TEXT NOT NULL,
    "reasonText" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "costMicros" BIGINT NOT NULL,

    CONSTRAINT "UsageHour_pkey" PRIMARY KEY ("provider", "mode", "hour", "outcome", "reasonCode")
);

-- The mode is part of every question about a provider's calls.
DROP INDEX "Attempt_provider_sentAt_idx";
CREATE INDEX "Attempt_provider_mode_sentAt_idx" ON "Attempt"("provider", "mode", "sentAt");
