-- AlterTable
ALTER TABLE "Provider" ADD COLUMN "definitionVersion" INTEGER;
ALTER TABLE "Provider" ADD COLUMN "settings" JSONB;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN "definitionVersion" INTEGER;

-- CreateTable
CREATE TABLE "ProviderDefinition" (
    "providerId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("providerId", "version")
);

-- CreateTable
CREATE TABLE "ProviderSecret" (
    "providerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "setAt" DATETIME NOT NULL,

    PRIMARY KEY ("providerId", "name")
);
