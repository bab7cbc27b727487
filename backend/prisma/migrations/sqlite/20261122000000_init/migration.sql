-- CreateTable
CREATE TABLE "Lead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "jobTitle" TEXT,
    "companyName" TEXT,
    "companyWebsite" TEXT,
    "countryCode" TEXT,
    "countryRaw" TEXT,
    "phoneNumber" TEXT,
    "phoneExtension" TEXT,
    "phoneType" TEXT,
    "phoneCountry" TEXT,
    "phoneProvider" TEXT,
    "phoneMode" TEXT,
    "phoneStatus" TEXT NOT NULL,
    "phoneDetail" JSONB,
    "phoneCheckedAt" DATETIME,
    "phoneRound" INTEGER NOT NULL,
    "emailVerified" BOOLEAN,
    "emailVerdict" TEXT,
    "emailReasons" JSONB,
    "emailCheck" TEXT NOT NULL,
    "emailCheckedAt" DATETIME,
    "linkedinUrl" TEXT,
    "yearsInRole" REAL,
    "message" TEXT,
    "tags" JSONB NOT NULL,
    "doNotContact" BOOLEAN NOT NULL,
    "custom" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "sortName" TEXT NOT NULL,
    "sortEmail" TEXT NOT NULL,
    "sortCompany" TEXT NOT NULL,
    "searchText" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "LeadChange" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "leadId" INTEGER NOT NULL,
    "field" TEXT NOT NULL,
    "oldValue" JSONB,
    "newValue" JSONB,
    "source" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "DeletedLead" (
    "leadId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "undoToken" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "deletedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Suppression" (
    "emailHash" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Provider" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "ratePerSecond" INTEGER NOT NULL,
    "maxConcurrent" INTEGER NOT NULL,
    "timeoutMs" INTEGER NOT NULL,
    "priceMicros" BIGINT NOT NULL,
    "charge" TEXT NOT NULL,
    "faultsInRow" INTEGER NOT NULL,
    "unusableCode" TEXT,
    "unusableText" TEXT,
    "unusableAt" DATETIME
);

-- CreateTable
CREATE TABLE "PermitSlot" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "busyUntilMs" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    PRIMARY KEY ("key", "kind", "slot")
);

-- CreateTable
CREATE TABLE "PermitWaiter" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "expiresAtMs" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "PermitBlock" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "blockedUntilMs" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "Job" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "mode" TEXT,
    "state" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "reservedMicros" BIGINT NOT NULL,
    "maxCostMicros" BIGINT,
    "request" JSONB NOT NULL,
    "retryOf" INTEGER,
    "errorCode" TEXT,
    "errorText" TEXT,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "JobCount" (
    "jobId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("jobId", "state")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "leadId" INTEGER NOT NULL,
    "jobId" INTEGER,
    "state" TEXT NOT NULL,
    "reasonCode" TEXT,
    "reasonText" TEXT,
    "force" BOOLEAN NOT NULL,
    "round" INTEGER NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "startedAt" DATETIME,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mode" TEXT NOT NULL,
    "leadId" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "requestId" INTEGER,
    "jobId" INTEGER,
    "outcome" TEXT,
    "reasonCode" TEXT,
    "reasonText" TEXT,
    "retryable" BOOLEAN NOT NULL,
    "httpStatus" INTEGER,
    "phoneNumber" TEXT,
    "phone" JSONB,
    "priceMicros" BIGINT NOT NULL,
    "chargeRule" TEXT NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "charge" TEXT NOT NULL,
    "fence" TEXT NOT NULL,
    "leaseUntil" DATETIME NOT NULL,
    "queuedAt" DATETIME NOT NULL,
    "sentAt" DATETIME,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "topic" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "bodyHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "Lead_email_key" ON "Lead"("email");

-- CreateIndex
CREATE INDEX "Lead_sortName_id_idx" ON "Lead"("sortName", "id");

-- CreateIndex
CREATE INDEX "Lead_sortEmail_id_idx" ON "Lead"("sortEmail", "id");

-- CreateIndex
CREATE INDEX "Lead_sortCompany_id_idx" ON "Lead"("sortCompany", "id");

-- CreateIndex
CREATE INDEX "Lead_updatedAt_id_idx" ON "Lead"("updatedAt", "id");

-- CreateIndex
CREATE INDEX "Lead_linkedinUrl_idx" ON "Lead"("linkedinUrl");

-- CreateIndex
CREATE INDEX "LeadChange_leadId_id_idx" ON "LeadChange"("leadId", "id");

-- CreateIndex
CREATE INDEX "DeletedLead_undoToken_idx" ON "DeletedLead"("undoToken");

-- CreateIndex
CREATE INDEX "DeletedLead_deletedAt_idx" ON "DeletedLead"("deletedAt");

-- CreateIndex
CREATE INDEX "PermitWaiter_key_idx" ON "PermitWaiter"("key");

-- CreateIndex
CREATE INDEX "Job_state_idx" ON "Job"("state");

-- CreateIndex
CREATE INDEX "Request_leadId_state_idx" ON "Request"("leadId", "state");

-- CreateIndex
CREATE INDEX "Request_jobId_state_id_idx" ON "Request"("jobId", "state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Request_jobId_leadId_key" ON "Request"("jobId", "leadId");

-- CreateIndex
CREATE INDEX "Attempt_leadId_id_idx" ON "Attempt"("leadId", "id");

-- CreateIndex
CREATE INDEX "Attempt_jobId_state_idx" ON "Attempt"("jobId", "state");

-- CreateIndex
CREATE INDEX "Attempt_provider_sentAt_idx" ON "Attempt"("provider", "sentAt");

-- CreateIndex
CREATE INDEX "Attempt_state_leaseUntil_idx" ON "Attempt"("state", "leaseUntil");

-- CreateIndex
CREATE UNIQUE INDEX "Attempt_mode_leadId_provider_inputHash_round_attempt_key" ON "Attempt"("mode", "leadId", "provider", "inputHash", "round", "attempt");

-- CreateIndex
CREATE INDEX "Event_at_idx" ON "Event"("at");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");


-- Search: any part of name, e-mail or company, by trigrams; kept by triggers.
CREATE VIRTUAL TABLE "LeadSearch" USING fts5("searchText", tokenize = 'trigram', content = '', contentless_delete = 1);
CREATE TRIGGER "LeadSearch_insert" AFTER INSERT ON "Lead" BEGIN
    INSERT INTO "LeadSearch" (rowid, "searchText") VALUES (new."id", new."searchText");
END;
CREATE TRIGGER "LeadSearch_update" AFTER UPDATE OF "searchText" ON "Lead" WHEN old."searchText" IS NOT new."searchText" BEGIN
    UPDATE "LeadSearch" SET "searchText" = new."searchText" WHERE rowid = old."id";
END;
CREATE TRIGGER "LeadSearch_delete" AFTER DELETE ON "Lead" BEGIN
    DELETE FROM "LeadSearch" WHERE rowid = old."id";
END;
