import { foldText, type ImportIssue } from '@tinygenesy/contract';

/** What a lead is called. */
export interface NamedLead {
  firstName: string | null;
  lastName: string | null;
}

interface ComparedLead extends NamedLead {
  email: string | null;
}

/**
 * Returns the warning that a row and its lead have one email but different names, or one LinkedIn address but different
 * emails; null: they don't contradict each other. Two people may share a mailbox, and a person may have two emails.
 * @param lead its email may be a hash; then `isSameEmail` says whether it equals the row's
 */
export function leadDifference(
  lead: ComparedLead,
  row: ComparedLead,
  isSameEmail = lead.email === row.email,
): ImportIssue | null {
  if (lead.email !== null && row.email !== null && !isSameEmail) {
    return warning(
      'other_email',
      'email',
      row.email,
      `The emails differ: the lead keeps its email, and ${row.email} is not imported.`,
    );
  }
  const [own, other] = [nameOf(row), nameOf(lead)];
  if (own === '' || other === '' || !isSameEmail || isSameName(own, other)) return null;
  return warning(
    'names_differ',
    null,
    own,
    `The names differ: this row is ${own}, the lead with this email is ${other}. Check whether two people share the mailbox.`,
  );
}

/** Builds the warning that a row's LinkedIn address belongs to another lead than its email. */
export const profileElsewhere = (linkedinUrl: string): ImportIssue =>
  warning(
    'profile_elsewhere',
    'linkedinUrl',
    linkedinUrl,
    'Another lead has this LinkedIn address. The row belongs to the lead with its email, and the address is not imported.',
  );

const warning = (code: string, field: ImportIssue['field'], value: string, text: string): ImportIssue => ({
  code,
  severity: 'warning',
  field,
  header: null,
  value: value.slice(0, 200),
  text,
});

const nameOf = ({ firstName, lastName }: NamedLead): string => `${firstName ?? ''} ${lastName ?? ''}`.trim();

/** Returns whether one name has all words of the other: `Hugo` and `Inhaber, Hugo M.` may be one person. */
function isSameName(one: string, other: string): boolean {
  const [few, many] = [wordsOf(one), wordsOf(other)].toSorted((a, b) => a.size - b.size);
  return few === undefined || many === undefined || [...few].every((word) => many.has(word));
}

const wordsOf = (name: string): Set<string> =>
  new Set(
    foldText(name)
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .filter(Boolean),
  );
