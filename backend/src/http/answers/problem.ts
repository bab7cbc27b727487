import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '@tinygenesy/contract';
import type { Request, Response } from 'express';
import { databaseFault, type DatabaseFault } from '../../db/databaseFault.ts';
import { AppError, type ErrorCode, type FieldProblem } from '../../platform/errors.ts';

/** Faults of the exchange itself, before any rule of the product is asked. */
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

/** Faults of a request that Node could not read whole. */
type UnreadableCode = 'unreadable_request' | 'request_timeout' | 'headers_too_large';

type Code = ErrorCode | HttpFaultCode | UnreadableCode | 'internal';

const statusAndTitle: Record<Code, [status: number, title: string]> = {
  unreadable_json: [400, 'The body is not readable JSON'],
  unreadable_request: [400, 'The request is not readable HTTP'],
  bad_cursor: [400, 'The cursor is not usable'],
  unauthorized: [401, 'A key is needed'],
  forbidden_host: [403, 'This server does not go by that name'],
  forbidden_origin: [403, 'Not allowed from another page'],
  not_found: [404, 'Not found'],
  unknown_route: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This path has no such method'],
  request_timeout: [408, 'The request took too long'],
  conflict: [409, 'Conflict'],
  idempotency_in_flight: [409, 'The first request with this key is still under way'],
  version_mismatch: [412, 'Changed meanwhile'],
  too_large: [413, 'The body is too large'],
  unsupported_type: [415, 'This kind of body is not taken here'],
  upload_stalled: [408, 'Nothing came for too long'],
  upload_broken: [400, 'The upload broke off'],
  file_too_large: [413, 'The file is too large'],
  not_csv: [415, 'This is no CSV file'],
  empty_file: [422, 'The file is empty'],
  invalid: [422, 'Some fields need a correction'],
  idempotency_mismatch: [422, 'The key was used for another request'],
  too_many: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers or the URL are too long'],
  unavailable: [503, 'Not available right now'],
  internal: [500, 'Something went wrong on our side'],
};

const codes = Object.keys(statusAndTitle) as Code[];
const typeOf = (code: Code): string => `/problems/${code.replaceAll('_', '-')}`;

/** The statuses and the problems of each, for the API's description. */
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

/** The one exit for errors: expected ones say what they are, all others are logged whole and tell nothing. */
export function sendProblem(error: unknown, request: Request, response: Response): void {
  const { code, detail, errors, extra, retryAfter, headers } = describe(error);
  if (code === 'internal') request.log.error({ err: error }, 'request failed');
  else if (code === 'unavailable') request.log.warn({ err: error }, 'request could not be served');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(code, { detail, errors, requestId: typeof request.id === 'string' ? request.id : '' });
  if (retryAfter !== null) response.setHeader('Retry-After', String(retryAfter));
  if (code === 'unauthorized') response.setHeader('WWW-Authenticate', 'Bearer');
  // What is left of the request may never come.
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

/** The whole answer to a request that Node could not read; the connection ends with it. */
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
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'Shorten the URL or the headers; a long list of ids goes into a body.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too_large', 'Send the body in chunks without extensions.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request did not arrive in time. Send it again.'],
};

/** The status with which `sendProblem` answers an error. */
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
  if (fault) return { ...plain, code: 'unavailable', detail: databaseWords(fault), retryAfter: retryAfterSeconds };
  const detail = 'Nothing more is known here; the server’s log tells what happened under this request id.';
  return { ...plain, code: 'internal', detail };
}

function databaseWords(fault: DatabaseFault): string {
  switch (fault) {
    case 'full':
      return 'The disk of the database is full. This change was not kept; free some space and try again.';
    case 'read_only':
      return 'The database can only be read right now. This change was not kept.';
    default:
      return 'The database does not answer right now. Try again in a moment.';
  }
}

/** What express.json and express' router say about a request that they can't read. */
function faultOfBody(error: unknown): { code: Code; detail: string } | null {
  if (!(error instanceof Error)) return null;
  switch ('type' in error ? error.type : null) {
    case 'entity.parse.failed':
    case 'encoding.unsupported.gzip':
    case 'request.aborted':
    case 'request.size.invalid':
      return { code: 'unreadable_json', detail: 'The body could not be read as JSON.' };
    case 'entity.too.large':
      return { code: 'too_large', detail: 'Send less at once, or a filter in place of a list of ids.' };
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return { code: 'unsupported_type', detail: 'Send JSON as UTF-8, plain or as gzip, deflate or br.' };
  }
  // A path such as /%ff, or a compressed body that is none.
  if (error instanceof URIError) return { code: 'unknown_route', detail: 'This path can’t be read.' };
  const isZlib = 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
  return isZlib ? { code: 'unreadable_json', detail: 'The compressed body could not be read.' } : null;
}
