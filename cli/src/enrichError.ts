/** An expected failure. Its message tells the user what failed and what to do next. */
export class EnrichError extends Error {
  override readonly name = 'EnrichError';
}
