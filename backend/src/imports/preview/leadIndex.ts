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
  /** Replaces the LinkedIn address of a lead by the row's. */
  replaceLinkedinUrl(entry: number, row: RowLead): void;
  /** @returns a lead's entry, a lead of the database that has no entry yet, or null */
  find(row: RowLead, stored: StoredLeads): number | StoredLead | null;
}

/** Ids are 32-bit: each lead that the file creates is younger than all leads of the database. */
const firstNewAge = 2 ** 32;

/** @param allowWithoutEmail rows may have no email: leads are found by their LinkedIn address as well */
export function createLeadIndex(allowWithoutEmail: boolean): LeadIndex {
  const entries = createKeyTable();
  const linkedinUrls = createNumberColumn();
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
    if (!allowWithoutEmail) {
      entries.set(identityOf(lead), entry);
      return entry;
    }
    for (const identity of identitiesOf(lead)) addIdentity(identity, entry);
    linkedinUrls.set(entry, hash32(lead.linkedinUrl));
    return entry;
  }

  /** Finds the oldest lead that has the row's LinkedIn address now: other rows may have added or replaced addresses. */
  function findByLinkedin(row: RowLead, stored: StoredLeads): number | StoredLead | null {
    const identity = identityOf(row);
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

  const isByLinkedin = (row: RowLead): boolean => row.email === null && row.linkedinUrl !== null;

  return {
    needsStored: (row) => isByLinkedin(row) || entries.get(identityOf(row)) === undefined,
    add,
    addStored(lead) {
      const entry = add(lead);
      if (allowWithoutEmail) {
        storedIds.set(entry, lead.id);
        entries.set(`id ${lead.id}`, entry);
      }
      return entry;
    },
    replaceLinkedinUrl(entry, row) {
      if (!allowWithoutEmail || row.linkedinUrl === null) return;
      linkedinUrls.set(entry, hash32(row.linkedinUrl));
      addIdentity(identityOf({ ...row, email: null }), entry);
    },
    find(row, stored) {
      if (isByLinkedin(row)) return findByLinkedin(row, stored);
      const identity = identityOf(row);
      return entries.get(identity) ?? stored.get(identity)?.[0] ?? null;
    },
  };
}
