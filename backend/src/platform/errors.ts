/** The kinds of expected faults; the HTTP exit gives each its status and stable `type`. */
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

/** A fault that the caller can do something about; `message` is for a person and says what. */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: {
      errors?: FieldProblem[];
      /** More members of the problem document, such as the current lead of a version mismatch. */
      extra?: Record<string, unknown>;
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message);
  }
}
