import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '@tinygenesy/contract';
import type { Request, Response } from 'express';
import { databaseFault, type DatabaseFault } from '../../db/databaseFault.ts';
import { AppError, type ErrorCode, type FieldProblem } from '../../platform/errors.ts';

/** Errors of the HTTP exchange itself. They arise before a capability sees the request. */
export type HttpFaultCode =
  | 'unreadable_json'
  | 'unauthorized'
  | 'forbidden_host'
  | 'forbidden_origin'
  | 'unknown_route'
  | 'method_not_allowed'
  | 'too_large'
  | 'unsupported_type';

export class HttpFault extends Error {
  override readonly name = 'HttpFault';

  constructor(
    readonly code: HttpFaultCode,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** Errors of a request that Node could not read. */
type UnreadableCode = 'unreadable_request' | 'request_timeout' | 'headers_too_large';

type Code = ErrorCode | HttpFaultCode | UnreadableCode | 'internal';

const statusAndTitle: Record<Code, [status: number, title: string]> = {
  unreadable_json: [400, 'Invalid JSON'],
  unreadable_request: [400, 'Invalid HTTP request'],
  bad_cursor: [400, 'Invalid cursor'],
  unauthorized: [401, 'API key required'],
  forbidden_host: [403, 'Host name not allowed'],
  forbidden_origin: [403, 'Origin not allowed'],
  not_found: [404, 'Not found'],
  unknown_route: [404, 'Unknown path'],
  method_not_allowed: [405, 'Method not allowed'],
  request_timeout: [408, 'Request timed out'],
  conflict: [409, 'Conflict'],
  idempotency_in_flight: [409, 'First request with this key not finished'],
  version_mismatch: [412, 'Version conflict'],
  too_large: [413, 'Request body too large'],
  unsupported_type: [415, 'Unsupported media type'],
  upload_stalled: [408, 'Upload timed out'],
  upload_broken: [400, 'Upload interrupted'],
  file_too_large: [413, 'File too large'],
  not_csv: [415, 'Not a CSV file'],
  empty_file: [422, 'Empty file'],
  unreadable_encoding: [422, 'Unreadable encoding'],
  invalid: [422, 'Invalid fields'],
  idempotency_mismatch: [422, 'Key already used for another request'],
  too_many: [429, 'Too many requests'],
  headers_too_large: [431, 'Headers or URL too long'],
  unavailable: [503, 'Temporarily unavailable'],
  internal: [500, 'Internal error'],
};

const codes = Object.keys(statusAndTitle) as Code[];
const typeOf = (code: Code): string => `/problems/${code.replaceAll('_', '-')}`;

/** Maps each status to its problems, for the OpenAPI document. */
export const problemStatuses: ReadonlyMap<number, string> = new Map(
  Object.values(statusAndTitle)
    .toSorted(([a], [b]) => a - b)
    .map(([status]) => [
      status,
      codes
        .filter((code) => statusAndTitle[code][0] === status)
        .map((code) => `${statusAndTitle[code][1]} (\`${typeOf(code)}\`)`)
        .join(' · '),
    ]),
);

const retryAfterSeconds = 5;

/**
 * Answers every error of a request. Expected errors are described to the client.
 * All others are logged, and the client gets only the request id.
 */
export function sendProblem(error: unknown, request: Request, response: Response): void {
  const { code, detail, errors, extra, retryAfter, headers } = describe(error);
  if (code === 'internal') request.log.error({ err: error }, 'request failed');
  else if (code === 'unavailable') request.log.warn({ err: error }, 'request not served: unavailable');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(code, { detail, errors, requestId: typeof request.id === 'string' ? request.id : '' });
  if (retryAfter !== null) response.setHeader('Retry-After', String(retryAfter));
  if (code === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer');
  // The rest of the request may never arrive, so the connection can't be reused.
  if (code === 'upload_stalled') response.setHeader('Connection', 'close');
  response
    .status(problem.status)
    .set(headers)
    .type(problemMediaType)
    .send(JSON.stringify({ ...extra, ...problem }));
}

const problemMediaType = 'application/problem+json';

function problemOf(code: Code, rest: Pick<Problem, 'detail' | 'errors' | 'requestId'>): Problem {
  const [status, title] = statusAndTitle[code];
  return { type: typeOf(code), title, status, ...rest };
}

/** Returns the complete HTTP response to a request that Node could not read. The connection closes after it. */
export function unreadableRequest(error: Error & { code?: string }): string {
  const [code, detail] =
    unreadable[error.code ?? ''] ?? (['unreadable_request', 'Send a request that is valid HTTP/1.1.'] as const);
  const requestId = randomUUID();
  const problem = problemOf(code, { detail, errors: [], requestId });
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `Content-Type: ${problemMediaType}; charset=utf-8`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

const unreadable: Record<string, readonly [code: Code, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'Shorten the URL or the headers. Send a long list of ids in the body.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too_large', 'Send the body in chunks without extensions.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time. Send it again.'],
};

/** Returns the status that `sendProblem` gives to an error. */
export const statusOf = (error: unknown): number => statusAndTitle[describe(error).code][0];

interface Description {
  code: Code;
  detail: string;
  errors: FieldProblem[];
  extra: Record<string, unknown>;
  retryAfter: number | null;
  headers: Record<string, string>;
}

function describe(error: unknown): Description {
  const plain = { errors: [], extra: {}, retryAfter: null, headers: {} };
  if (error instanceof AppError) {
    return {
      ...plain,
      code: error.code,
      detail: error.message,
      errors: error.details.errors ?? [],
      extra: error.details.extra ?? {},
      retryAfter: error.details.retryAfterSeconds ?? (error.code === 'unavailable' ? retryAfterSeconds : null),
    };
  }
  if (error instanceof HttpFault) return { ...plain, code: error.code, detail: error.message, headers: error.headers };
  const bodyFault = faultOfBody(error);
  if (bodyFault) return { ...plain, ...bodyFault };
  const fault = databaseFault(error);
  if (fault) return { ...plain, code: 'unavailable', detail: databaseDetail(fault), retryAfter: retryAfterSeconds };
  const detail = 'The server could not process this request. Its log has the cause under this request id.';
  return { ...plain, code: 'internal', detail };
}

function databaseDetail(fault: DatabaseFault): string {
  switch (fault) {
    case 'full':
      return 'The disk of the database is full. The change was not saved. Free disk space and try again.';
    case 'read_only':
      return 'The database is read-only at the moment. The change was not saved. Try again later.';
    default:
      return 'The database does not respond. Try again in a moment.';
  }
}

/** Translates errors of express.json and of the router; null for all others. */
function faultOfBody(error: unknown): { code: Code; detail: string } | null {
  if (!(error instanceof Error)) return null;
  switch ('type' in error ? error.type : null) {
    case 'entity.parse.failed':
    case 'encoding.unsupported.gzip':
    case 'request.aborted':
    case 'request.size.invalid':
      return {
        code: 'unreadable_json',
        detail: 'The body is not valid JSON. Nothing was changed. Correct it and send it again.',
      };
    case 'entity.too.large':
      return { code: 'too_large', detail: 'Send less data per request, or a filter instead of a list of ids.' };
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return {
        code: 'unsupported_type',
        detail: 'Send JSON in UTF-8, uncompressed or compressed with gzip, deflate or br.',
      };
  }
  // A path such as /%ff.
  if (error instanceof URIError) return { code: 'unknown_route', detail: 'The path has an invalid percent-encoding.' };
  // A body that is not compressed as its Content-Encoding says.
  const isZlib = 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
  return isZlib
    ? { code: 'unreadable_json', detail: 'The compressed body is damaged. Nothing was changed. Send it again.' }
    : null;
}
