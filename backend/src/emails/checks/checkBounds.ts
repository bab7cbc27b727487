/** How long a check may take. Everything that waits for one is bounded by these. */
export const checkBounds = {
  /** A question to a name server, and how often it is put. */
  queryTimeoutMs: 2_000,
  tries: 2,
  /** All questions about one address together. */
  budgetMs: 4_500,
  /** A single check, from request to answer. */
  answerWithinMs: 5_000,
  /** Leads of a job whose domains are looked up together; what was not begun by then is left to the next turn. */
  chunk: 500,
  chunkMs: 45_000,
  /** A chunk that fails so often is settled as unknown; one that ends its process each time, too. */
  triesOfChunk: 5,
  endsOfChunk: 12,
  /** A lead that says "checking" for longer was interrupted. */
  singleUntilMs: 15_000,
  chunkUntilMs: 120_000,
} as const;

/** A job that takes longer than this was interrupted: twice the worst case, in which no name server ever answers. */
export const jobBoundMs = (leads: number): number => 300_000 + Math.ceil(leads / 30) * checkBounds.budgetMs;
