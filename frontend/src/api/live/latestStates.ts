import type { Import, Job, Lead, LiveEvent, Provider } from '@tinygenesy/contract';

type BulkChange = Extract<LiveEvent, { name: 'leads.changed' }>['data'];

/** The latest state of each thing that a batch of events is about. */
export type LatestStates = {
  leads: Map<number, Lead>;
  deletedLeads: Set<number>;
  jobs: Map<number, Job>;
  providers: Map<string, Provider>;
  imports: Map<number, Import>;
  /** Changes of many leads, whose events carry no rows. */
  bulkChanges: BulkChange[];
  isLeadCreated: boolean;
  isModeChanged: boolean;
};

/** Reduces events, given in their order, to the latest state of each thing. */
export const latestStates = (events: readonly LiveEvent[]): LatestStates => {
  const latest: LatestStates = {
    leads: new Map(),
    deletedLeads: new Set(),
    jobs: new Map(),
    providers: new Map(),
    imports: new Map(),
    bulkChanges: [],
    isLeadCreated: false,
    isModeChanged: false,
  };
  for (const event of events) {
    switch (event.name) {
      case 'lead.created':
        latest.isLeadCreated = true;
        latest.deletedLeads.delete(event.data.id);
        latest.leads.set(event.data.id, event.data);
        break;
      case 'lead.changed':
        latest.leads.set(event.data.id, event.data);
        break;
      case 'lead.deleted':
        latest.leads.delete(event.data.id);
        latest.deletedLeads.add(event.data.id);
        break;
      case 'leads.changed':
        latest.bulkChanges.push(event.data);
        break;
      case 'job.changed':
        latest.jobs.set(event.data.id, event.data);
        break;
      case 'provider.changed':
        latest.providers.set(event.data.id, event.data);
        break;
      case 'mode.changed':
        latest.isModeChanged = true;
        break;
      case 'import.changed':
        latest.imports.set(event.data.id, event.data);
        break;
    }
  }
  return latest;
};
