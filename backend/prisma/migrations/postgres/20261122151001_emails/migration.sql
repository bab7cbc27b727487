-- AlterTable
ALTER TABLE "Lead" ADD COLUMN     "emailCheckUntil" TIMESTAMPTZ(3),
ADD COLUMN     "emailDepth" TEXT,
ADD COLUMN     "emailRetryAt" TIMESTAMPTZ(3),
ADD COLUMN     "emailSuggestion" TEXT;

-- CreateTable
CREATE TABLE "MailDomain" (
    "domain" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "detail" TEXT,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MailDomain_pkey" PRIMARY KEY ("domain")
);

-- CreateTable
CREATE TABLE "EmailRecheck" (
    "leadId" INTEGER NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "tries" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "EmailRecheck_pkey" PRIMARY KEY ("leadId")
);

-- CreateIndex
CREATE INDEX "MailDomain_expiresAt_idx" ON "MailDomain"("expiresAt");

-- CreateIndex
CREATE INDEX "EmailRecheck_dueAt_idx" ON "EmailRecheck"("dueAt");
