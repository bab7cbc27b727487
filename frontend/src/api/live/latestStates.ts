import type { Import, Job, Lead, LiveEvent, Provider } from '@tinygenesy/contract';

type BulkChange = Extract<LiveEvent, { name: 'leads.changed' }>['data'];

const noStates = () => ({
  leads: new Map<number, Lead>(),
  deletedLeads: new Set<number>(),
  jobs: new Map<number, Job>(),
  providers: new Map<string, Provider>(),
  imports: new Map<number, Import>(),
  /** Changes of many leads, whose events carry no rows. */
  bulkChanges: new Array<BulkChange>(),
  isLeadCreated: false,
  isModeChanged: false,
});

/** The latest state of each thing that a batch of events is about. */
export type LatestStates = ReturnType<typeof noStates>;

/** Reduces events, given in their order, to the latest state of each thing. */
export const latestStates = (events: readonly LiveEvent[]): LatestStates => {
  const latest = noStates();
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
