import { type Problem, problemSchema } from '@tinygenesy/contract';
import { complaintWords } from '../words/complaint.ts';

/** The server said no, in its own words (`application/problem+json`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** The whole body: some problems carry more, as the other lead's id of a conflict. */
  readonly body: unknown;

  constructor(problem: Problem, body: unknown) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.body = body;
  }

  get status(): number {
    return this.problem.status;
  }

  /** The message for one field, by its JSON pointer (`/email`). */
  fieldMessage(field: string): string | undefined {
    return this.problem.errors.find(({ pointer }) => pointer.replace(/^#/u, '') === `/${field}`)?.message;
  }
}

/** Nothing answered: the server is off, or the way to it is broken. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
}

/** Reads a failed answer; one that is no problem document still becomes one that says its status. */
export const problemFromResponse = async (response: Response): Promise<ApiProblem> => {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problemSchema.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data, body);
  return new ApiProblem(
    {
      type: 'about:blank',
      title: 'Unexpected answer',
      status: response.status,
      detail: `The server answered with status ${response.status} and said no more.`,
      errors: [],
      requestId: response.headers.get('x-request-id') ?? '',
    },
    body,
  );
};

/** Whether the same request may simply be tried again: nothing answered, or the server asked for patience. */
export const isTemporary = (error: unknown): boolean =>
  error instanceof ApiUnreachable || (error instanceof ApiProblem && [429, 502, 503, 504].includes(error.status));

const sentence = (words: string): string => (/[.!?…]$/u.test(words) ? words : `${words}.`);

/** What to tell a person about an error: what happened, whether anything is lost, what to do. */
export const errorWords = (error: unknown): string => {
  if (error instanceof ApiUnreachable) {
    return 'TinyGenesy does not answer. Is it still running where you started it? Nothing is lost; this page goes on by itself once it is back.';
  }
  if (!(error instanceof ApiProblem)) {
    return 'The page met something it did not expect. Nothing was changed by this. Reload the page; if it comes back, the server’s log says more.';
  }
  const { status, title, detail, errors } = error.problem;
  if (status === 422 && errors.length > 0) {
    return errors
      .map(({ pointer, message }) => complaintWords(pointer.replace(/^#?\//u, '').replaceAll('/', ' '), message))
      .join(' ');
  }
  // Where the server knows what it refuses, its detail says it all; a fault needs its name too.
  if (detail !== '' && (status < 500 || detail === title)) return sentence(detail);
  return [title, detail]
    .filter((part) => part !== '')
    .map(sentence)
    .join(' ');
};
