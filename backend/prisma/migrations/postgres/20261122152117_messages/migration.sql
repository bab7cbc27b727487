-- AlterTable
ALTER TABLE "Lead" ADD COLUMN     "messageAt" TIMESTAMPTZ(3),
ADD COLUMN     "messageEditedAt" TIMESTAMPTZ(3),
ADD COLUMN     "messageOriginId" INTEGER;

-- CreateTable
CREATE TABLE "MessageTemplate" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MessageTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageOrigin" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "customFields" JSONB NOT NULL,
    "watchedFields" JSONB NOT NULL,
    "templateId" INTEGER,
    "templateName" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MessageOrigin_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "MessageTemplate_nameKey_key" ON "MessageTemplate"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "MessageOrigin_hash_key" ON "MessageOrigin"("hash");

-- CreateIndex
CREATE INDEX "MessageOrigin_templateId_idx" ON "MessageOrigin"("templateId");
