import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { textSchema } from './text.ts';
import { emailDepthSchema, type EmailVerdict, emailVerdictSchema, reasonSchema } from './lead.ts';

/**
 * Why an address has its verdict. Of invalid ones: what is wrong with the text, then what DNS says; then what makes an
 * address risky, why one is unknown, and what is good to know of a valid one; `sandbox` says that the verdict is test
 * data.
 */
export const emailReasonCodes = [
  'no_at',
  'no_local_part',
  'no_domain',
  'too_long',
  'local_part_too_long',
  'bad_dots',
  'bad_character',
  'bad_quotes',
  'comment',
  'bad_ip_literal',
  'bad_domain',
  'bad_idn',
  'no_top_level_domain',
  'domain_not_found',
  'no_mail_server',
  'null_mx',
  'disposable',
  'role_account',
  'implicit_mx',
  'smtputf8',
  'ip_literal',
  'dns_timeout',
  'dns_servfail',
  'dns_refused',
  'dns_unreachable',
  'dns_bad_answer',
  'dns_busy',
  'check_failed',
  'interrupted',
  'gave_up',
  'has_mail_server',
  'free_mail',
  'sandbox',
] as const;
export const emailReasonCodeSchema = z.enum(emailReasonCodes);
export type EmailReasonCode = z.infer<typeof emailReasonCodeSchema>;

/** What people read for each verdict. No check asks the mailbox, so `valid` promises no more than its domain. */
export const emailVerdictWords: Record<EmailVerdict, string> = {
  valid: 'Domain OK, mailbox not checked',
  invalid: 'invalid',
  risky: 'risky',
  unknown: 'unknown',
};

/** `POST /email-verifications`: one address, whatever was typed. */
export const emailVerificationRequestSchema = z.strictObject({ email: textSchema(2_000) });

/** What is known of an address. */
export const emailVerificationSchema = z.object({
  /** Trimmed, lower-cased, NFC. */
  email: z.string(),
  verdict: emailVerdictSchema,
  /** The one that decided first. */
  reasons: z.array(reasonSchema).min(1),
  depth: emailDepthSchema,
  /** The address that was probably meant; nobody applies it but a person. */
  suggestion: z.string().nullable(),
  checkedAt: timestampSchema,
  /** Of an unknown one: when a lead's address is asked about again by itself, and when asking again makes sense. */
  retryAt: timestampSchema.nullable(),
});
export type EmailVerification = z.infer<typeof emailVerificationSchema>;

/** What a check of a set of leads would do, and what is known of them now. */
export const emailCheckEstimateSchema = z.object({
  /** How many leads would be checked. */
  leads: z.int(),
  /** How many domains they are on: each is asked about once. */
  domains: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  etaSeconds: z.number(),
  /** The same if no name server ever answers. */
  mostSeconds: z.number(),
  /** The leads with an e-mail by the verdict they have now; `none` was never checked. */
  verdicts: z.record(z.string(), z.int()),
});
export type EmailCheckEstimate = z.infer<typeof emailCheckEstimateSchema>;

/** What came out of a check of many, worst first: verdict, reason and how many. */
export const emailReasonCountsSchema = z.object({
  jobId: idSchema,
  reasons: z.array(z.object({ verdict: emailVerdictSchema, reason: reasonSchema, count: z.int() })),
});
export type EmailReasonCounts = z.infer<typeof emailReasonCountsSchema>;
