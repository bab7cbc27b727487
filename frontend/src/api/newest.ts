import type { Import, Job, Lead, Provider } from '@tinygenesy/contract';

/** Number of recently received states that are kept of each kind. */
const maxKept = 5_000;

const keep = <K, V>(map: Map<K, V>, key: K, value: V): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > maxKept) {
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  }
};

/**
 * Keeps the states that events brought recently. A response that was on its way when an event arrived is older than the
 * event. Every fetch passes its rows through `newest`, so that it can't restore the old state.
 *
 * Events arrive in the order of their commits. Of two states of one version, only that order tells which is later: the time
 * in a state was taken before its transaction had its turn.
 * @param versionOf returns the version, which never decreases; things without a version have the same one always
 */
const createReceived = <T extends { id: number | string }>(versionOf: (state: T) => number = () => 0) => {
  const states = new Map<T['id'], { state: T; atMs: number }>();
  return {
    receive: (state: T, nowMs: number): void => {
      const known = states.get(state.id);
      if (known === undefined || versionOf(known.state) <= versionOf(state)) {
        keep(states, state.id, { state, atMs: nowMs });
      }
    },
    /** Returns the fetched state, or the received one if it has a later version or came since the request was sent. */
    newest: <F extends T>(fetched: F, sentAtMs: number): F => {
      const received = states.get(fetched.id);
      if (received === undefined) return fetched;
      const ahead = versionOf(received.state) - versionOf(fetched);
      return ahead > 0 || (ahead === 0 && received.atMs >= sentAtMs) ? { ...fetched, ...received.state } : fetched;
    },
    clear: (): void => states.clear(),
  };
};

const leads = createReceived<Lead>(({ version }) => version);
const jobs = createReceived<Job>();
const providers = createReceived<Provider>();
const imports = createReceived<Import>();

export const { receive: receiveLead, newest: newestLead } = leads;
export const { receive: receiveJob, newest: newestJob } = jobs;
export const { receive: receiveProvider, newest: newestProvider } = providers;
export const { receive: receiveImport, newest: newestImport } = imports;

/** Forgets all received states: after a resync they may be from another database. */
export const forgetReceived = (): void => {
  leads.clear();
  jobs.clear();
  providers.clear();
  imports.clear();
};
