import { contactout } from './contactout.ts';
import { datagma } from './datagma.ts';
import { findymail } from './findymail.ts';
import { forager } from './forager.ts';
import { kaspr } from './kaspr.ts';
import { leadmagic } from './leadmagic.ts';
import { lusha } from './lusha.ts';
import { pdl } from './pdl.ts';
import { prospeo } from './prospeo.ts';
import { providerDefinitionSchema, type ProviderDefinition } from '@tinygenesy/contract';

/**
 * The definitions that the product ships, by name. They are drafts from public documentation: none was run against its
 * provider, so each is used only after a test run with the person's own key.
 */
export const directory: readonly ProviderDefinition[] = [
  contactout,
  datagma,
  findymail,
  forager,
  kaspr,
  leadmagic,
  lusha,
  pdl,
  prospeo,
]
  .map((definition) => providerDefinitionSchema.parse(definition))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
