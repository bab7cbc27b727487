import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { fetchAgain } from './fetchAgain.ts';

it('does not treat a response that was requested before the change as fresh', async () => {
  const answers: ((total: number) => void)[] = [];
  const client = new QueryClient();
  const options = { queryKey: ['count'], queryFn: () => new Promise<number>((resolve) => answers.push(resolve)) };
  const unsubscribe = new QueryObserver(client, options).subscribe(() => undefined);

  const again = fetchAgain(client, { queryKey: ['count'] });
  answers[0]?.(0);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.(200);
  await again;
  expect(client.getQueryData(['count'])).toBe(200);
  unsubscribe();
});

it('fetches no query that the filter excludes', async () => {
  let asked = 0;
  const client = new QueryClient();
  const options = { queryKey: ['other'], queryFn: () => new Promise<number>(() => (asked += 1)) };
  const unsubscribe = new QueryObserver(client, options).subscribe(() => undefined);
  await fetchAgain(client, { queryKey: ['count'] });
  await fetchAgain(client, { predicate: () => false });
  expect(asked).toBe(1);
  unsubscribe();
});
