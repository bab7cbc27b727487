/** The codes of expected errors. `http/` maps each to a status and a stable `type`. */
export type ErrorCode =
  | 'bad_cursor'
  | 'not_found'
  | 'conflict'
  | 'version_mismatch'
  | 'invalid'
  | 'idempotency_mismatch'
  | 'idempotency_in_flight'
  | 'not_csv'
  | 'empty_file'
  | 'unreadable_encoding'
  | 'file_too_large'
  | 'upload_stalled'
  | 'upload_broken'
  | 'too_many'
  | 'unavailable';

export interface FieldProblem {
  /** JSON pointer into the body, or the name of a query parameter. */
  pointer: string;
  message: string;
}

/** An error that the caller can fix. `message` is for a person: what failed, what was saved or charged, the next step. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: {
      errors?: FieldProblem[];
      /** Further members of the problem document, such as the current lead of a version mismatch. */
      extra?: Record<string, unknown>;
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message);
  }
}
