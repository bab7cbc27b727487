import { expect, it } from 'vitest';
import { readPasted } from './readPasted.ts';

const read = (parts: Partial<Parameters<typeof readPasted>[0]>) =>
  readPasted({ status: '', headers: '', body: '', ...parts });

it.each([
  [{}, { kind: 'none' }],
  [{ body: '  \n' }, { kind: 'none' }],
  [{ body: '<html>' }, { kind: 'answer', answer: { status: 200, headers: {}, body: '<html>' } }],
  [{ status: ' 404 ' }, { kind: 'answer', answer: { status: 404, headers: {}, body: '' } }],
  [
    { headers: 'HTTP/2 402\r\nX-Credits: 2\r\n\r\nlink:a:b', body: '{}' },
    { kind: 'answer', answer: { status: 402, headers: { 'X-Credits': '2', link: 'a:b' }, body: '{}' } },
  ],
  [{ status: '20' }, { kind: 'problem', field: 'status', text: 'Enter a status from 100 to 599' }],
  [
    { headers: 'X-Credits' },
    { kind: 'problem', field: 'headers', text: '“X-Credits” is no header: write Name: value' },
  ],
])('reads %j as %j', (parts, answer) => {
  expect(read(parts)).toEqual(answer);
});
