import path from 'node:path';
import { parseArgs } from 'node:util';
import { EnrichError } from './enrichError.ts';

export interface EnrichOptions {
  /** Absolute. */
  file: string;
  /** Absolute. */
  out: string;
  live: boolean;
  /** Also checks the rows' e-mails. */
  verifyEmails: boolean;
  /** For the file as a whole; null: none, or that of the run before. */
  budgetMicros: number | null;
  json: boolean;
}

export const enrichHelp = `Looks up a phone number for every row of a CSV file.

  npm run enrich -- leads.csv --out enriched.csv

OUT gets every row of the file, in order and as it was, with four more columns:
  phone_number    with its country code, such as +34612345678
  phone_status    found, no_data, skipped or invalid (final); incomplete, error, cancelled or on_hold (not)
  phone_provider  who knew it: orion, astra, nimbus; import when the file brought it, manual when a person typed it
  phone_reason    why, in words

The file comes in as any import does: any usual encoding and separator, columns by their names in many languages and by
what they hold, the others as custom fields, its name as a tag; the page lists it under Imports, where it can be undone.
Its first line must name the columns. A row needs an e-mail, or a LinkedIn address, or a name with a company. Rows with
the same e-mail are one lead; a lead that is there already stays as it is. A row that brings a phone number, or whose
lead has one, is not looked up.

Options
  --out FILE       where the result goes; it must not be the file itself
  --verify-emails  also check the e-mails, by asking the name servers of their domains; nobody is written to. Adds
                   email_verdict (valid: the domain is OK, the mailbox was not checked; invalid, risky or unknown),
                   email_reason and email_suggestion (what was probably meant); unknown is not final and asked again by the same command
  --live           ask the real providers, which costs money (like PROVIDERS=live); otherwise what is configured,
                   by default a sandbox whose numbers are made up
  --budget 5.00    spend no more than this on the file; what is left is on hold. With a higher one, the same command
                   goes on
  --json           print a summary for scripts on standard output (with npm run --silent nothing else stands there)
  --help           this text

Ctrl-C stops; the same command goes on where it was, also after a crash: no answer is paid for twice. A run that has
ended is not repeated either: only what failed is asked again. A TinyGenesy that runs on the same data folder
(DATA_DIR) is used; otherwise one is started for the time it takes.

Ends with 0 when all rows are final, 2 when some failed or are on hold, 1 when it could not run.
`;

/**
 * Reads the arguments of `npm run enrich`.
 * @param cwd where relative file names start
 * @throws EnrichError
 */
export function readEnrichOptions(args: readonly string[], cwd: string): EnrichOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined) throw new EnrichError(`Name the file to enrich. ${usage}`);
  if (others.length > 0)
    throw new EnrichError(`One file at a time; these are too many: ${others.join(', ')}. ${usage}`);
  if (values.out === undefined || values.out === '') {
    throw new EnrichError(`Say where the result goes, with --out. ${usage}`);
  }
  return {
    file: path.resolve(cwd, file),
    out: path.resolve(cwd, values.out),
    live: values.live,
    verifyEmails: values['verify-emails'],
    budgetMicros: values.budget === undefined ? null : readBudget(values.budget),
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
        'verify-emails': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new EnrichError(`${why}. ${usage}`, { cause: error });
  }
}

/** An amount of the currency, with a point or a comma, as micro-units. */
function readBudget(text: string): number {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,6}))?$/u.exec(text.trim()) ?? [];
  if (whole === undefined) throw new EnrichError(`--budget must be an amount such as 5.00 (it is "${text}").`);
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
