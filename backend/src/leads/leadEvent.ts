import type { NewEvent } from '../db/eventLog.ts';
import { type LeadRow, presentLead } from './presentLead.ts';

/** The event that tells how a lead is now. */
export const leadEvent = (row: LeadRow): NewEvent => ({ topic: 'leads', name: 'lead.changed', data: presentLead(row) });
