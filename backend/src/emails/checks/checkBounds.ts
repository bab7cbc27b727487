/** The time limits of checks. Everything that waits for a check uses them. */
export const checkBounds = {
  /** The time limit of a DNS query, and the number of tries. */
  queryTimeoutMs: 2_000,
  tries: 2,
  /** The time limit of all queries about one address. */
  budgetMs: 4_500,
  /** A lookup that takes longer gives its place to the next one. */
  slowAfterMs: 500,
  /** The time limit of a single check, from request to answer. */
  answerWithinMs: 5_000,
  /** The number of leads that a job takes together, and the time limit. Domains not begun by then wait for the next step. */
  chunk: 500,
  chunkMs: 45_000,
  /** The number of leads whose domains a job waits for, before it takes no more. */
  underWay: 2_000,
  /** How long a job waits for all answers of a chunk before it saves the first, and then before it saves the next. */
  quickMs: 300,
  laterMs: 500,
  /** After this many failures, or process ends, a chunk is settled as unknown. */
  triesOfChunk: 5,
  endsOfChunk: 12,
  /** A lead that is "checking" for longer was interrupted. */
  singleUntilMs: 15_000,
  chunkUntilMs: 120_000,
} as const;
