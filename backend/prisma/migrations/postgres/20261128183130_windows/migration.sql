-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "windows" JSONB;

-- CreateTable
CREATE TABLE "PermitWindows" (
    "key" TEXT NOT NULL,
    "counts" TEXT NOT NULL,

    CONSTRAINT "PermitWindows_pkey" PRIMARY KEY ("key")
);
