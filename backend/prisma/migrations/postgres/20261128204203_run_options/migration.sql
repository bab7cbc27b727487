-- AlterTable
ALTER TABLE "Job" ADD COLUMN     "maxCostPerLeadMicros" BIGINT,
ADD COLUMN     "pilotLeads" INTEGER,
ADD COLUMN     "stopAt" TEXT;

-- AlterTable
ALTER TABLE "Request" ADD COLUMN     "stopAt" TEXT;
