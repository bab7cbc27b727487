-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "definitionVersion" INTEGER,
ADD COLUMN     "settings" JSONB;

-- AlterTable
ALTER TABLE "Attempt" ADD COLUMN     "definitionVersion" INTEGER;

-- CreateTable
CREATE TABLE "ProviderDefinition" (
    "providerId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProviderDefinition_pkey" PRIMARY KEY ("providerId","version")
);

-- CreateTable
CREATE TABLE "ProviderSecret" (
    "providerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "setAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ProviderSecret_pkey" PRIMARY KEY ("providerId","name")
);
