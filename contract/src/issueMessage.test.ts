import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { issueMessage } from './issueMessage.ts';

const first = (schema: z.ZodType, value: unknown): string =>
  schema.safeParse(value, { error: issueMessage }).error?.issues[0]?.message ?? 'nothing is wrong';

describe('what is wrong with a value, in words', () => {
  it.each<[z.ZodType, unknown, string]>([
    [z.int().max(200), 201, 'must be at most 200'],
    [z.int().min(1), 0, 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.number().lt(5), 5, 'must be less than 5'],
    [z.int(), 2.5, 'must be a whole number'],
    [z.number(), 'x', 'must be a number'],
    [z.number(), Number.NaN, 'must be a number'],
    [z.string(), 5, 'must be a text'],
    [z.string(), undefined, 'is required'],
    [z.string().min(1), '', 'must have at least 1 character'],
    [z.string().max(60), 'x'.repeat(61), 'must have at most 60 characters'],
    [z.array(z.int()).min(1), [], 'must have at least 1 entry'],
    [z.array(z.int()).max(2), [1, 2, 3], 'must have at most 2 entries'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.enum(['call', 'found']), 'never', 'must be call or found'],
    [z.literal(true), false, 'must be true'],
    [z.iso.datetime(), 'yesterday', 'must be a date and time such as 2026-05-03T10:00:00Z'],
    [z.email(), 'x', 'must be an email address'],
    [z.string().regex(/^a+$/u), 'b', 'must be in the expected format'],
    [z.number().multipleOf(5), 7, 'must be a multiple of 5'],
    [z.strictObject({}), { a: 1, b: 2 }, 'a and b are not allowed here'],
    [z.union([z.int(), z.boolean()]), 'x', 'matches none of the allowed formats'],
    [z.array(z.int()), {}, 'must be a list'],
    [z.object({}), [], 'must be an object'],
  ])('%#: %j', (schema, value, words) => {
    expect(first(schema, value)).toBe(words);
  });

  it("leaves a rule's own words", () => {
    expect(first(z.string().min(1, 'needs a name'), '')).toBe('needs a name');
    expect(
      first(
        z.string().refine(() => false, 'is taken'),
        'x',
      ),
    ).toBe('is taken');
  });
});
