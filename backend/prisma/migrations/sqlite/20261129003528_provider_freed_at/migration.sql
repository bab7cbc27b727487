-- AlterTable
ALTER TABLE "Provider" ADD COLUMN "freedAt" DATETIME;
