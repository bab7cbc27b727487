import path from 'node:path';
import { parseArgs } from 'node:util';
import { EnrichError } from './enrichError.ts';

export interface EnrichOptions {
  /** Absolute. */
  file: string;
  /** Absolute. */
  out: string;
  live: boolean;
  /** Also verifies the rows' emails. */
  verifyEmails: boolean;
  /** The spending limit for the whole file. Null: none, or that of the earlier run. */
  budgetMicros: number | null;
  /** Only a mobile number ends the lookup of a row. */
  mobileOnly: boolean;
  /** The spending limit for each lead. Null: none. */
  perLeadMicros: number | null;
  json: boolean;
}

export const enrichHelp = `Finds a phone number for every row of a CSV file.

  npm run enrich -- leads.csv --out enriched.csv

OUT has every row of the file, unchanged and in order, with four more columns:
  phone_number    with country code, such as +34612345678
  phone_status    found, no_data, skipped or invalid (final); incomplete, error, cancelled or on_hold (not final)
  phone_provider  orion, astra or nimbus; import: from the file; manual: entered by a user
  phone_reason    the reason in words

The file is imported like any other file. Any usual encoding and separator is accepted. Columns are recognized by name,
in many languages, and by content. Other columns become custom fields, and the file name becomes a tag. The import is
listed under Imports, where you can undo it. The first line must name the columns. A row needs an email, a LinkedIn
address, or a name with a company. Rows with the same email are one lead. Existing leads stay unchanged. A row with a
phone number, or whose lead has one, is not looked up.

Options
  --out FILE       the result file; not the input file
  --verify-emails  also verify the emails by DNS lookups of their domains; no mail is sent. Adds email_verdict (valid:
                   domain OK, mailbox not checked; or invalid, risky, unknown), email_reason and email_suggestion (the
                   probable correct address). unknown is not final: the same command verifies it again
  --live           use the live providers, which costs money (like PROVIDERS=live). Default: the configured providers,
                   which are sandbox providers with sandbox numbers unless you change them
  --budget 5.00    the spending limit for the file. The remaining rows are on hold. Run the same command with a higher
                   limit to continue
  --mobile-only    only a mobile number ends the lookup of a row. Another number is kept if no provider has a mobile
                   one. Rows whose number is a landline are looked up, too. It costs more: the estimate says how much
  --max-per-lead 0.50  the spending limit for each lead. Providers that cost more than is left of it are not asked
  --json           print a summary for scripts to standard output (use npm run --silent for JSON alone)
  --help           this text

Ctrl-C stops the run. The same command continues, also after a crash, and never pays twice for an answer. After the end
of a run, the same command only retries rows that failed. A TinyGenesy that runs on the same data folder (DATA_DIR) is
used; otherwise one is started for the run.

Exit code: 0 all rows are final, 2 some failed or are on hold, 1 the command could not run.
`;

/**
 * Reads the arguments of `npm run enrich`.
 * @param cwd the folder of relative file names
 * @throws EnrichError
 */
export function readEnrichOptions(args: readonly string[], cwd: string): EnrichOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined) throw new EnrichError(`Enter the file to enrich. ${usage}`);
  if (others.length > 0) throw new EnrichError(`Enter one file only. Remove: ${others.join(', ')}. ${usage}`);
  if (values.out === undefined || values.out === '') {
    throw new EnrichError(`Enter the result file with --out. ${usage}`);
  }
  return {
    file: path.resolve(cwd, file),
    out: path.resolve(cwd, values.out),
    live: values.live,
    verifyEmails: values['verify-emails'],
    budgetMicros: values.budget === undefined ? null : readAmount('--budget', values.budget),
    mobileOnly: values['mobile-only'],
    perLeadMicros: values['max-per-lead'] === undefined ? null : readAmount('--max-per-lead', values['max-per-lead']),
    json: values.json,
  };
}

const usage = 'For example: npm run enrich -- leads.csv --out enriched.csv (more with --help)';

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        live: { type: 'boolean', default: false },
        budget: { type: 'string' },
        json: { type: 'boolean', default: false },
        'mobile-only': { type: 'boolean', default: false },
        'max-per-lead': { type: 'string' },
        'verify-emails': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new EnrichError(`${why}. ${usage}`, { cause: error });
  }
}

/** Reads an amount with a decimal point or comma. @returns millionths of the currency */
function readAmount(option: string, text: string): number {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,6}))?$/u.exec(text.trim()) ?? [];
  if (whole === undefined) throw new EnrichError(`${option} must be an amount such as 5.00, not "${text}".`);
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
