/** The enrichment can't run; the message is the whole story for the person, with the way out. */
export class EnrichError extends Error {
  override readonly name = 'EnrichError';
}
