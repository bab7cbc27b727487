-- CreateTable
CREATE TABLE "JobPreparation" (
    "jobId" INTEGER NOT NULL,
    "given" JSONB NOT NULL,

    CONSTRAINT "JobPreparation_pkey" PRIMARY KEY ("jobId")
);
