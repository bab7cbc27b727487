ALTER TABLE "Job" ADD COLUMN "preparingUntil" DATETIME;

-- What was held or ended by its job's state is read from the job now.
UPDATE "Request" SET "state" = 'waiting' WHERE "state" = 'on_hold' AND "endedAt" IS NULL AND "jobId" IS NOT NULL;
INSERT INTO "JobCount" ("jobId", "state", "count")
  SELECT "jobId", 'waiting', "count" FROM "JobCount" WHERE "state" = 'on_hold'
    AND EXISTS (SELECT 1 FROM "Job" WHERE "Job"."id" = "JobCount"."jobId" AND "Job"."endedAt" IS NULL)
  ON CONFLICT ("jobId", "state") DO UPDATE SET "count" = "JobCount"."count" + excluded."count";
DELETE FROM "JobCount" WHERE "state" = 'on_hold'
  AND EXISTS (SELECT 1 FROM "Job" WHERE "Job"."id" = "JobCount"."jobId" AND "Job"."endedAt" IS NULL);

-- Leads that a job had marked as queued or held, and that no opened lookup stands behind.
UPDATE "Lead" SET "phoneDetail" = NULL,
    "phoneStatus" = CASE WHEN "phoneNumber" IS NULL THEN 'none' ELSE 'found' END
  WHERE "phoneStatus" IN ('queued', 'on_hold')
    AND EXISTS (SELECT 1 FROM "Request" WHERE "Request"."leadId" = "Lead"."id" AND "Request"."kind" = 'phone_lookup'
      AND "Request"."state" = 'waiting' AND "Request"."endedAt" IS NULL)
    AND NOT EXISTS (SELECT 1 FROM "Request" WHERE "Request"."leadId" = "Lead"."id" AND "Request"."kind" = 'phone_lookup'
      AND "Request"."state" = 'running' AND "Request"."endedAt" IS NULL);
UPDATE "Lead" SET "emailCheck" = 'idle', "emailCheckUntil" = NULL WHERE "emailCheck" = 'queued';
