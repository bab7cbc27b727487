-- CreateTable
CREATE TABLE "Lead" (
    "id" SERIAL NOT NULL,
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
    "phoneCheckedAt" TIMESTAMPTZ(3),
    "phoneRound" INTEGER NOT NULL,
    "emailVerified" BOOLEAN,
    "emailVerdict" TEXT,
    "emailReasons" JSONB,
    "emailCheck" TEXT NOT NULL,
    "emailCheckedAt" TIMESTAMPTZ(3),
    "linkedinUrl" TEXT,
    "yearsInRole" DOUBLE PRECISION,
    "message" TEXT,
    "tags" JSONB NOT NULL,
    "doNotContact" BOOLEAN NOT NULL,
    "custom" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "sortName" TEXT COLLATE "C" NOT NULL,
    "sortEmail" TEXT COLLATE "C" NOT NULL,
    "sortCompany" TEXT COLLATE "C" NOT NULL,
    "searchText" TEXT NOT NULL,

    CONSTRAINT "Lead_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LeadChange" (
    "id" SERIAL NOT NULL,
    "leadId" INTEGER NOT NULL,
    "field" TEXT NOT NULL,
    "oldValue" JSONB,
    "newValue" JSONB,
    "source" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LeadChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DeletedLead" (
    "leadId" INTEGER NOT NULL,
    "undoToken" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "deletedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DeletedLead_pkey" PRIMARY KEY ("leadId")
);

-- CreateTable
CREATE TABLE "Suppression" (
    "emailHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Suppression_pkey" PRIMARY KEY ("emailHash")
);

-- CreateTable
CREATE TABLE "Provider" (
    "id" TEXT NOT NULL,
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
    "unusableAt" TIMESTAMPTZ(3),

    CONSTRAINT "Provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PermitSlot" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "busyUntilMs" BIGINT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "PermitSlot_pkey" PRIMARY KEY ("key","kind","slot")
);

-- CreateTable
CREATE TABLE "PermitWaiter" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "expiresAtMs" BIGINT NOT NULL,

    CONSTRAINT "PermitWaiter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PermitBlock" (
    "key" TEXT NOT NULL,
    "blockedUntilMs" BIGINT NOT NULL,

    CONSTRAINT "PermitBlock_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" SERIAL NOT NULL,
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
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "JobCount" (
    "jobId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "JobCount_pkey" PRIMARY KEY ("jobId","state")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "leadId" INTEGER NOT NULL,
    "jobId" INTEGER,
    "state" TEXT NOT NULL,
    "reasonCode" TEXT,
    "reasonText" TEXT,
    "force" BOOLEAN NOT NULL,
    "round" INTEGER NOT NULL,
    "costMicros" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "id" SERIAL NOT NULL,
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
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" SERIAL NOT NULL,
    "topic" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "key" TEXT NOT NULL,
    "bodyHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
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


-- Search: any part of name, e-mail or company, by trigrams.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "Lead_searchText_trgm" ON "Lead" USING gin ("searchText" gin_trgm_ops);
