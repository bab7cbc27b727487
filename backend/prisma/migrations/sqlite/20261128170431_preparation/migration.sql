-- CreateTable
CREATE TABLE "JobPreparation" (
    "jobId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "given" JSONB NOT NULL
);
