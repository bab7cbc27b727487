-- AlterTable
ALTER TABLE "Job" ADD COLUMN "countsProviders" BOOLEAN;

-- AlterTable
ALTER TABLE "Request" ADD COLUMN "counted" JSONB;

-- CreateTable
CREATE TABLE "JobProvider" (
    "jobId" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "found" INTEGER NOT NULL DEFAULT 0,
    "notFound" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "free" INTEGER NOT NULL DEFAULT 0,
    "costMicros" BIGINT NOT NULL DEFAULT 0,

    PRIMARY KEY ("jobId", "provider")
);

-- CreateTable
CREATE TABLE "JobMinute" (
    "jobId" INTEGER NOT NULL,
    "minute" INTEGER NOT NULL,
    "found" INTEGER NOT NULL DEFAULT 0,
    "other" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("jobId", "minute")
);
