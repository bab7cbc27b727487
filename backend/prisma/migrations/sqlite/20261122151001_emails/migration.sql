-- AlterTable
ALTER TABLE "Lead" ADD COLUMN "emailCheckUntil" DATETIME;
ALTER TABLE "Lead" ADD COLUMN "emailDepth" TEXT;
ALTER TABLE "Lead" ADD COLUMN "emailRetryAt" DATETIME;
ALTER TABLE "Lead" ADD COLUMN "emailSuggestion" TEXT;

-- CreateTable
CREATE TABLE "MailDomain" (
    "domain" TEXT NOT NULL PRIMARY KEY,
    "answer" TEXT NOT NULL,
    "detail" TEXT,
    "askedAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "EmailRecheck" (
    "leadId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "dueAt" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL,
    "since" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "MailDomain_expiresAt_idx" ON "MailDomain"("expiresAt");

-- CreateIndex
CREATE INDEX "EmailRecheck_dueAt_idx" ON "EmailRecheck"("dueAt");
