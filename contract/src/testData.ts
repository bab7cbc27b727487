import { z } from 'zod';

/** Response of `POST /leads/samples`, which creates the sample leads. */
export const samplesLoadedSchema = z.object({ created: z.int(), skipped: z.int() });

/** Leads with a sandbox number, in either mode. */
export const sandboxNumbersSchema = z.object({ leads: z.int() });
/** Response of `POST /leads/clear-sandbox-numbers`, which removes the sandbox numbers of all leads. */
export const sandboxNumbersClearedSchema = z.object({ cleared: z.int() });
