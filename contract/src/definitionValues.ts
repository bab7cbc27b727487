import { z } from 'zod';
import { pathPattern, pathProblem } from './providerTemplate.ts';

/** A path into an answer, such as `data.phones[*].number`; alternatives are joined by `|`. */
export const path = z
  .string()
  .max(200)
  .regex(pathPattern, 'must be a path such as data.phones[*].number')
  .superRefine((text, context) => {
    const message = pathProblem(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });

export const scalar = z.union(
  [z.string().max(200), z.number(), z.boolean()],
  'must be a text, a number, true or false',
);

/** A duration such as `90d`, `24h`, `60m` or `15s`. */
const durationMessage = 'must be a duration with its unit, such as 60s, 15m, 24h or 90d';
export const duration = z.string(durationMessage).regex(/^[1-9]\d{0,4}[smhd]$/u, durationMessage);

/** A header is a text: `x-credits: 1` in YAML is a number. */
export const headerText = z
  .union([z.string().max(500), z.number(), z.boolean()], 'must be a text of at most 500 characters')
  .transform(String);

/** YAML reads `+14155550132` without quotes as a number, which loses only the plus. */
export const wantedPhone = z
  .union([z.string(), z.int().min(100_000)], 'must be a number in quotes, such as "+14155550132"')
  .transform((phone) => (typeof phone === 'number' ? `+${phone}` : phone))
  .pipe(z.string().regex(/^\+\d{6,15}$/u, 'must be a number in quotes, such as "+14155550132"'));
