-- AlterTable
ALTER TABLE "Lead" ADD COLUMN "phones" JSONB NOT NULL DEFAULT '[]';
