import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { textSchema } from './text.ts';
import { emailDepthSchema, emailSchema, type EmailVerdict, emailVerdictSchema, reasonSchema } from './lead.ts';

/**
 * Reasons for an email status, in this order: syntax errors, DNS results of an invalid address, risks, causes of an unknown
 * status, and notes on a valid address. `sandbox` marks the status as test data.
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
  'mx_loopback',
  'mx_private',
  'mx_ip_address',
  'mx_bad_name',
  'address_loopback',
  'address_private',
  'ip_literal_loopback',
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
  'mx_unresolved',
  'free_mail',
  'sandbox',
] as const;
export const emailReasonCodeSchema = z.enum(emailReasonCodes);
export type EmailReasonCode = z.infer<typeof emailReasonCodeSchema>;

/** Labels of the email statuses. No check reaches the mailbox, so `valid` covers the domain only. */
export const emailVerdictWords: Record<EmailVerdict, string> = {
  valid: 'Domain OK, mailbox not checked',
  invalid: 'invalid',
  risky: 'risky',
  unknown: 'unknown',
};

/** Body of `POST /email-verifications`: one address, also a malformed one. */
export const emailVerificationRequestSchema = z.strictObject({ email: textSchema(2_000) });

/** Result of an email verification. */
export const emailVerificationSchema = z.object({
  /** Trimmed, in lower case and NFC. */
  email: z.string(),
  verdict: emailVerdictSchema,
  /** The first is the deciding reason. */
  reasons: z.array(reasonSchema).min(1),
  depth: emailDepthSchema,
  /** Correction of a likely typing mistake. It is never applied automatically. */
  suggestion: z.string().nullable(),
  checkedAt: timestampSchema,
  /** For an unknown status: the next automatic check of a lead's address, and the earliest useful time for a new request. */
  retryAt: timestampSchema.nullable(),
});
export type EmailVerification = z.infer<typeof emailVerificationSchema>;

/** Estimate of a verification job for a set of leads, with their current email statuses. */
export const emailCheckEstimateSchema = z.object({
  /** Number of leads that the job would check. */
  leads: z.int(),
  /** Number of their domains. Each is looked up once. */
  domains: z.int(),
  skipped: z.array(z.object({ reason: reasonSchema, count: z.int() })),
  etaSeconds: z.number(),
  /** Longest duration: no name server answers. */
  mostSeconds: z.number(),
  /** Number of leads with an email, by current status. `none`: never checked. */
  verdicts: z.record(z.string(), z.int()),
});
export type EmailCheckEstimate = z.infer<typeof emailCheckEstimateSchema>;

/** Results of a verification job: the number of leads by status and reason, most severe first. */
export const emailReasonCountsSchema = z.object({
  jobId: idSchema,
  reasons: z.array(z.object({ verdict: emailVerdictSchema, reason: reasonSchema, count: z.int() })),
});
export type EmailReasonCounts = z.infer<typeof emailReasonCountsSchema>;

/** Maximum number of emails that one request corrects. */
export const maxCorrections = 100;
/** Changes a lead's email from one to another, if it is still the first. */
export const emailCorrectionSchema = z.strictObject({
  leadId: idSchema,
  from: z.string().min(1).max(320),
  to: emailSchema,
});
export type EmailCorrection = z.infer<typeof emailCorrectionSchema>;
export const emailCorrectionsSchema = z.strictObject({
  corrections: z.array(emailCorrectionSchema).min(1).max(maxCorrections),
});
/** Corrections that a verification suggests for the leads of a job now. */
export const suggestedCorrectionsSchema = z.object({ corrections: z.array(emailCorrectionSchema), total: z.int() });
export type SuggestedCorrections = z.infer<typeof suggestedCorrectionsSchema>;
export const correctedEmailsSchema = z.object({
  corrected: z.array(emailCorrectionSchema),
  /** Leads that keep their email: changed or deleted meanwhile, or the new email belongs to another lead. */
  refused: z.array(z.object({ leadId: idSchema, reason: reasonSchema })),
});
export type CorrectedEmails = z.infer<typeof correctedEmailsSchema>;
