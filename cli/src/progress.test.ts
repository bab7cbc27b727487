import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function screen(isTTY: boolean, columns = 40) {
  let text = '';
  return { isTTY, columns, write: (more: string) => (text += more), text: () => text };
}

test('a terminal has one line that is redrawn, never wider than the terminal', () => {
  const stream = screen(true);
  const progress = createProgress(stream);
  progress.show(0.5, 'half of a text that is much too long for this terminal');
  progress.say('news');
  progress.show(1, 'all');
  progress.end();
  const lines = stream.text().split('\r\u001B[2K');
  expect(lines).toEqual([
    '',
    expect.stringMatching(/^█{12}░{12} half/),
    'news\n',
    expect.stringMatching(/^█{24} all$/),
    '',
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(40);
});

test('other outputs get a few plain lines', () => {
  const stream = screen(false);
  const progress = createProgress(stream);
  for (let step = 0; step <= 100; step += 1) progress.show(step / 100, `${step} of 100`);
  progress.end();
  expect(stream.text()).toBe('0 of 100\n100 of 100\n');
});
