import { type Problem, problemSchema } from '@tinygenesy/contract';
import { fieldErrorWords } from '../words/fieldError.ts';

/** An error response of the API (`application/problem+json`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** The whole body. Some problems have further members, such as the other lead's id of a conflict. */
  readonly body: unknown;

  constructor(problem: Problem, body: unknown) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.body = body;
  }

  get status(): number {
    return this.problem.status;
  }

  /** Returns the message about a field, by its JSON pointer (`/email`). */
  fieldMessage(field: string): string | undefined {
    return this.problem.errors.find(({ pointer }) => pointer.replace(/^#/u, '') === `/${field}`)?.message;
  }
}

/** No response: the server is down, or the network connection failed. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
}

/** Reads an error response. A body that is no problem document becomes a problem that names the status. */
export const problemFromResponse = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problemSchema.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data, body);
  return new ApiProblem(
    {
      type: 'about:blank',
      title: 'Unexpected response',
      status: response.status,
      detail: `The server responded with status ${response.status} and no details.`,
      errors: [],
      requestId: response.headers.get('x-request-id') ?? '',
    },
    body,
  );
};

/** Returns whether the same request may succeed later: no response, a rate limit, or a server that is not ready. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof ApiUnreachable || (error instanceof ApiProblem && [429, 502, 503, 504].includes(error.status));

const sentence = (words: string): string => (/[.!?…]$/u.test(words) ? words : `${words}.`);

/** Text for a server that does not respond. */
export const unreachableWords =
  'TinyGenesy does not respond. Check that it is still running. Nothing was lost, and this page reconnects automatically.';

/** Returns the text for an error: what failed, whether anything was lost, and the next step. */
export const errorWords = (error: unknown): string => {
  if (error instanceof ApiUnreachable) {
    return unreachableWords;
  }
  if (!(error instanceof ApiProblem)) {
    return 'An unexpected error occurred in this page. Nothing was changed. Reload the page. If the error returns, see the server’s log.';
  }
  const { status, title, detail, errors } = error.problem;
  if (status === 422 && errors.length > 0) {
    return errors
      .map(({ pointer, message }) => fieldErrorWords(pointer.replace(/^#?\//u, '').replaceAll('/', ' '), message))
      .join(' ');
  }
  // The detail of a refused request is a whole sentence. A server error needs its title too.
  if (detail !== '' && (status < 500 || detail === title)) return sentence(detail);
  return [title, detail]
    .filter((part) => part !== '')
    .map(sentence)
    .join(' ');
};
