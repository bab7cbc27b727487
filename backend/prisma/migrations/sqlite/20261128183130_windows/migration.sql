-- AlterTable
ALTER TABLE "Provider" ADD COLUMN "windows" JSONB;

-- CreateTable
CREATE TABLE "PermitWindows" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "counts" TEXT NOT NULL
);
