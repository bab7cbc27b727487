-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "freedAt" TIMESTAMPTZ(3);
