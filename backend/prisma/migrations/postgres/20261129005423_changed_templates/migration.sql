-- AlterTable
ALTER TABLE "MessageOrigin" ADD COLUMN     "isChanged" BOOLEAN NOT NULL DEFAULT false;
