import type { Import, Job, Lead, Provider } from '@tinygenesy/contract';

/**
 * What live events told lately. An answer that was on its way when an event arrived is older than the event;
 * every fetcher passes its rows through here, so that it can't put the old state back.
 */
const keep = 5_000;
const remember = <K, V>(map: Map<K, V>, key: K, value: V): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > keep) {
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  }
};

/** Whether `a` is a later state of the same lead than `b`. */
export const isNewerLead = (a: Lead, b: Lead): boolean =>
  a.version > b.version || (a.version === b.version && a.updatedAt > b.updatedAt);

const leads = new Map<number, Lead>();
const jobs = new Map<number, { job: Job; heardAtMs: number }>();
const providers = new Map<string, { provider: Provider; heardAtMs: number }>();
const imports = new Map<number, { changed: Import; heardAtMs: number }>();

export const heardLead = (lead: Lead): void => {
  const known = leads.get(lead.id);
  if (known === undefined || !isNewerLead(known, lead)) remember(leads, lead.id, lead);
};
export const heardJob = (job: Job, nowMs: number): void => remember(jobs, job.id, { job, heardAtMs: nowMs });
export const heardProvider = (provider: Provider, nowMs: number): void =>
  remember(providers, provider.id, { provider, heardAtMs: nowMs });
export const heardImport = (changed: Import, nowMs: number): void =>
  remember(imports, changed.id, { changed, heardAtMs: nowMs });
/** Forgets everything: after a resync, what was heard may be of another database. */
export const forgetHeard = (): void => {
  leads.clear();
  jobs.clear();
  providers.clear();
  imports.clear();
};

/** The lead as fetched, or as heard when that is later. */
export const newestLead = <T extends Lead>(fetched: T): T => {
  const heard = leads.get(fetched.id);
  return heard !== undefined && isNewerLead(heard, fetched) ? { ...fetched, ...heard } : fetched;
};
/** The job as fetched, or as heard since the request went out (jobs carry no version). */
export const newestJob = (fetched: Job, sentAtMs: number): Job => {
  const heard = jobs.get(fetched.id);
  return heard !== undefined && heard.heardAtMs >= sentAtMs ? heard.job : fetched;
};
export const newestProvider = (fetched: Provider, sentAtMs: number): Provider => {
  const heard = providers.get(fetched.id);
  return heard !== undefined && heard.heardAtMs >= sentAtMs ? heard.provider : fetched;
};
export const newestImport = <T extends Import>(fetched: T, sentAtMs: number): T => {
  const heard = imports.get(fetched.id);
  return heard !== undefined && heard.heardAtMs >= sentAtMs ? { ...fetched, ...heard.changed } : fetched;
};
