-- AlterTable
ALTER TABLE "Job" ADD COLUMN "maxCostPerLeadMicros" BIGINT;
ALTER TABLE "Job" ADD COLUMN "pilotLeads" INTEGER;
ALTER TABLE "Job" ADD COLUMN "stopAt" TEXT;

-- AlterTable
ALTER TABLE "Request" ADD COLUMN "stopAt" TEXT;
