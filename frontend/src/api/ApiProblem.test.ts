import { expect, it } from 'vitest';
import { ApiProblem, ApiUnreachable, errorWords, isTemporary, problemFromResponse } from './ApiProblem.ts';

const problem = (parts: Partial<ApiProblem['problem']>): ApiProblem => {
  const whole = { type: 'x', title: 'Title', status: 409, detail: 'Detail.', errors: [], requestId: 'r', ...parts };
  return new ApiProblem(whole, whole);
};

it('shows the text of the server once, and every field error', () => {
  expect(errorWords(problem({ title: 'Conflict', detail: 'Another lead has this email.' }))).toBe(
    'Another lead has this email.',
  );
  expect(errorWords(problem({ status: 500, title: 'Something broke', detail: 'It was logged.' }))).toBe(
    'Something broke. It was logged.',
  );
  const errors = [
    { pointer: '/email', message: 'must look like name@company.com' },
    { pointer: '', message: 'a lead needs an email' },
  ];
  expect(errorWords(problem({ status: 422, title: 'Some fields need a correction.', errors }))).toBe(
    'Email must look like name@company.com. A lead needs an email.',
  );
});

it('names the next step after no response and after an unexpected error', () => {
  expect(errorWords(new ApiUnreachable('no response'))).toContain('Check that it is still running.');
  expect(errorWords(new TypeError('x is undefined'))).toContain('Reload the page');
});

it('retries only errors that may end', () => {
  expect(isTemporary(new ApiUnreachable('no response'))).toBe(true);
  expect(isTemporary(problem({ status: 503 }))).toBe(true);
  expect(isTemporary(problem({ status: 500 }))).toBe(false);
  expect(isTemporary(problem({ status: 404 }))).toBe(false);
});

it('reads an error response that is no problem document', async () => {
  const read = await problemFromResponse(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(read.status).toBe(502);
  expect(errorWords(read)).toContain('502');
});

it('finds the message of a field', () => {
  const wrong = problem({ errors: [{ pointer: '/email', message: 'is the email of another lead' }] });
  expect(wrong.fieldMessage('email')).toBe('is the email of another lead');
  expect(wrong.fieldMessage('phoneNumber')).toBeUndefined();
});
