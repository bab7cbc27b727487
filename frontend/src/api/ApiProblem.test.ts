import { expect, it } from 'vitest';
import { ApiProblem, ApiUnreachable, errorWords, isTemporary, problemFromResponse } from './ApiProblem.ts';

const problem = (parts: Partial<ApiProblem['problem']>): ApiProblem => {
  const whole = { type: 'x', title: 'Title', status: 409, detail: 'Detail.', errors: [], requestId: 'r', ...parts };
  return new ApiProblem(whole, whole);
};

it('says what the server says, once, and names every field that is wrong', () => {
  expect(errorWords(problem({ title: 'Conflict', detail: 'Another lead has this e-mail.' }))).toBe(
    'Another lead has this e-mail.',
  );
  expect(errorWords(problem({ status: 500, title: 'Something broke', detail: 'It was logged.' }))).toBe(
    'Something broke. It was logged.',
  );
  const errors = [
    { pointer: '/email', message: 'must look like name@company.com' },
    { pointer: '', message: 'a lead needs an e-mail' },
  ];
  expect(errorWords(problem({ status: 422, title: 'Some fields need a correction.', errors }))).toBe(
    'Email must look like name@company.com. A lead needs an e-mail.',
  );
});

it('says what to do when nothing answers, or something else went wrong', () => {
  expect(errorWords(new ApiUnreachable('no answer'))).toContain('Is it still running where you started it?');
  expect(errorWords(new TypeError('x is undefined'))).toContain('Reload the page');
});

it('tries again only what may go better later', () => {
  expect(isTemporary(new ApiUnreachable('no answer'))).toBe(true);
  expect(isTemporary(problem({ status: 503 }))).toBe(true);
  expect(isTemporary(problem({ status: 500 }))).toBe(false);
  expect(isTemporary(problem({ status: 404 }))).toBe(false);
});

it('makes a problem even of an answer that is none', async () => {
  const made = await problemFromResponse(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(made.status).toBe(502);
  expect(errorWords(made)).toContain('502');
});

it('finds the message of a field', () => {
  const wrong = problem({ errors: [{ pointer: '/email', message: 'is the e-mail of another lead' }] });
  expect(wrong.fieldMessage('email')).toBe('is the e-mail of another lead');
  expect(wrong.fieldMessage('phoneNumber')).toBeUndefined();
});
