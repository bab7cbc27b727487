-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "balance" DOUBLE PRECISION,
ADD COLUMN     "balanceAt" TIMESTAMPTZ(3),
ADD COLUMN     "balanceText" TEXT,
ADD COLUMN     "balanceTries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "budgetMicros" BIGINT,
ADD COLUMN     "provenAt" TIMESTAMPTZ(3),
ADD COLUMN     "whenStopped" TEXT NOT NULL DEFAULT 'hold';

-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "errorSource" TEXT;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "day" TEXT;

-- CreateTable
CREATE TABLE "ProviderDay" (
    "mode" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "reservedMicros" BIGINT NOT NULL,

    CONSTRAINT "ProviderDay_pkey" PRIMARY KEY ("mode","provider","day")
);

-- Providers as data that answered in live mode need no test run.
UPDATE "Provider" SET "provenAt" = (SELECT MAX("endedAt") FROM "Attempt"
  WHERE "provider" = "Provider"."id" AND "mode" = 'live' AND "state" = 'settled')
WHERE "definitionVersion" IS NOT NULL;
