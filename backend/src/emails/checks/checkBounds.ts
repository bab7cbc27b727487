/** The time limits of checks. Everything that waits for a check uses them. */
export const checkBounds = {
  /** The time limit of a DNS query, and the number of tries. */
  queryTimeoutMs: 2_000,
  tries: 2,
  /** The time limit of all queries about one address. */
  budgetMs: 4_500,
  /** The time limit of a single check, from request to answer. */
  answerWithinMs: 5_000,
  /** The number of leads that a job checks together, and the time limit. Domains not begun by then wait for the next step. */
  chunk: 500,
  chunkMs: 45_000,
  /** After this many failures, or process ends, a chunk is settled as unknown. */
  triesOfChunk: 5,
  endsOfChunk: 12,
  /** A lead that is "checking" for longer was interrupted. */
  singleUntilMs: 15_000,
  chunkUntilMs: 120_000,
} as const;
