-- A job's items say which leads it is about: ids and searches, which may hold personal data, go from its request.
UPDATE "Job" SET "request" = json_set(json_remove("request", '$.leadIds', '$.exceptIds'), '$.filter', json_object('jobId', "id"))
WHERE "kind" IN ('phone_lookup', 'email_verification', 'message_generation', 'lead_deletion');
