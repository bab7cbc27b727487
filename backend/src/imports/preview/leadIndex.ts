import { type Identified, identitiesOf, identityOf } from '../../leads/leadIdentity.ts';
import type { RowLead } from '../types.ts';
import { hash32 } from './hashText.ts';
import { createKeyTable } from './keyTable.ts';
import { createNumberColumn } from './numberColumn.ts';
import type { StoredLead, StoredLeads } from './storedLeads.ts';

/** Finds leads by their identities, in the order of their age. A lead's entry is its number in the index. */
export interface LeadIndex {
  /** Returns whether the database may have the lead of this row. */
  needsStored(row: RowLead): boolean;
  /** Adds a lead under all its identities. @returns its entry */
  add(lead: Identified): number;
  addStored(lead: StoredLead): number;
  /** Adds the email that a row gave to a lead. */
  addEmail(entry: number, row: RowLead): void;
  /** Compares the emails of a lead and a row. `text` is not null if the lead has one. */
  emailOf(entry: number, row: RowLead): { text: string | null; isSame: boolean };
  /** Returns whether another lead than this one has the row's LinkedIn address. */
  isOfOther(entry: number, row: RowLead, stored: StoredLeads): boolean;
  /** Replaces the LinkedIn address of a lead by the row's. */
  replaceLinkedinUrl(entry: number, row: RowLead): void;
  /** @returns a lead's entry, a lead of the database that has no entry yet, or null */
  find(row: RowLead, stored: StoredLeads): number | StoredLead | null;
}

/** Ids are 32-bit: each lead that the file creates is younger than all leads of the database. */
const firstNewAge = 2 ** 32;

/** @param mayLackEmail leads are found by their LinkedIn address and their names as well as by their email */
export function createLeadIndex(mayLackEmail: boolean): LeadIndex {
  const entries = createKeyTable();
  const linkedinUrls = createNumberColumn();
  const emails = createEmailColumn();
  const storedIds = createNumberColumn();
  /** Further leads that have, or had, an identity. */
  const others = new Map<string, number[]>();
  let size = 0;

  function addIdentity(identity: string, entry: number): void {
    if (entries.get(identity) === undefined) {
      entries.set(identity, entry);
      return;
    }
    const further = others.get(identity);
    if (further) further.push(entry);
    else others.set(identity, [entry]);
  }

  function add(lead: Identified): number {
    const entry = size;
    size += 1;
    if (!mayLackEmail) {
      entries.set(identityOf(lead), entry);
      return entry;
    }
    emails.set(entry, lead);
    for (const identity of identitiesOf(lead)) addIdentity(identity, entry);
    linkedinUrls.set(entry, hash32(lead.linkedinUrl));
    return entry;
  }

  /** Finds the oldest lead that has the row's LinkedIn address now: other rows may have added or replaced addresses. */
  function findByLinkedin(row: RowLead, stored: StoredLeads): number | StoredLead | null {
    const identity = profileOf(row);
    const first = entries.get(identity);
    let oldest: number | null = null;
    let oldestAge = Infinity;
    for (const entry of first === undefined ? [] : [first, ...(others.get(identity) ?? [])]) {
      const age = storedIds.get(entry) || firstNewAge + entry;
      if (age >= oldestAge || linkedinUrls.get(entry) !== hash32(row.linkedinUrl)) continue;
      oldest = entry;
      oldestAge = age;
    }
    const lead = stored.get(identity)?.find(({ id }) => entries.get(`id ${id}`) === undefined);
    return lead && lead.id < oldestAge ? lead : oldest;
  }

  return {
    needsStored: (row) => (mayLackEmail && row.linkedinUrl !== null) || entries.get(identityOf(row)) === undefined,
    add,
    addEmail(entry, row) {
      emails.set(entry, row);
      addIdentity(identityOf(row), entry);
    },
    emailOf: (entry, row) => (mayLackEmail ? emails.compare(entry, row) : { text: row.email, isSame: true }),
    isOfOther(entry, row, stored) {
      const owner = mayLackEmail && row.email !== null ? findByLinkedin(row, stored) : null;
      return owner !== null && owner !== entry && !(typeof owner === 'object' && owner.id === storedIds.get(entry));
    },
    addStored(lead) {
      const entry = add(lead);
      if (mayLackEmail) {
        storedIds.set(entry, lead.id);
        entries.set(`id ${lead.id}`, entry);
      }
      return entry;
    },
    replaceLinkedinUrl(entry, row) {
      if (!mayLackEmail || row.linkedinUrl === null) return;
      linkedinUrls.set(entry, hash32(row.linkedinUrl));
      addIdentity(profileOf(row), entry);
    },
    find(row, stored) {
      if (row.email === null && row.linkedinUrl !== null) return findByLinkedin(row, stored);
      const found = entries.get(identityOf(row)) ?? stored.get(identityOf(row))?.[0] ?? null;
      return found === null && mayLackEmail && row.linkedinUrl !== null ? findByLinkedin(row, stored) : found;
    },
  };
}

const profileOf = (lead: Identified): string => identityOf({ ...lead, email: null });

/** Keeps the emails of leads as hashes. */
function createEmailColumn() {
  const hashes = createNumberColumn();
  return {
    set: (entry: number, { email }: Identified): void => hashes.set(entry, hash32(email)),
    compare(entry: number, { email }: Identified): { text: string | null; isSame: boolean } {
      const hash = hashes.get(entry);
      return { text: hash === 0 ? null : String(hash), isSame: hash === hash32(email) };
    },
  };
}
