-- AlterTable
ALTER TABLE "Job" ADD COLUMN "errorSource" TEXT;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "day" TEXT;

-- CreateTable
CREATE TABLE "ProviderDay" (
    "mode" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "reservedMicros" BIGINT NOT NULL,

    PRIMARY KEY ("mode", "provider", "day")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Provider" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "ratePerSecond" INTEGER NOT NULL,
    "maxConcurrent" INTEGER NOT NULL,
    "timeoutMs" INTEGER NOT NULL,
    "priceMicros" BIGINT NOT NULL,
    "charge" TEXT NOT NULL,
    "faultsInRow" INTEGER NOT NULL,
    "unusableCode" TEXT,
    "unusableText" TEXT,
    "unusableAt" DATETIME,
    "definitionVersion" INTEGER,
    "settings" JSONB,
    "windows" JSONB,
    "whenStopped" TEXT NOT NULL DEFAULT 'hold',
    "budgetMicros" BIGINT,
    "provenAt" DATETIME,
    "balance" REAL,
    "balanceText" TEXT,
    "balanceAt" DATETIME,
    "balanceTries" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "new_Provider" ("charge", "definitionVersion", "enabled", "faultsInRow", "id", "maxConcurrent", "name", "position", "priceMicros", "ratePerSecond", "settings", "timeoutMs", "unusableAt", "unusableCode", "unusableText", "windows") SELECT "charge", "definitionVersion", "enabled", "faultsInRow", "id", "maxConcurrent", "name", "position", "priceMicros", "ratePerSecond", "settings", "timeoutMs", "unusableAt", "unusableCode", "unusableText", "windows" FROM "Provider";
DROP TABLE "Provider";
ALTER TABLE "new_Provider" RENAME TO "Provider";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- Providers as data that answered in live mode need no test run.
UPDATE "Provider" SET "provenAt" = (SELECT MAX("endedAt") FROM "Attempt"
  WHERE "provider" = "Provider"."id" AND "mode" = 'live' AND "state" = 'settled')
WHERE "definitionVersion" IS NOT NULL;
