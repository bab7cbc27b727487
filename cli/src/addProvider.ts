import { isDeepStrictEqual } from 'node:util';
import { definitionVersionsSchema, type Provider, providerListSchema, providerSchema } from '@tinygenesy/contract';
import { readDefinition } from '@tinygenesy/backend/definitions';
import { type ApiClient, createApiClient } from './apiClient.ts';
import { EnrichError } from './enrichError.ts';

/** `version` is what the instance has afterwards; `unchanged`: it had the same definition before. */
export interface Added {
  change: 'added' | 'changed' | 'unchanged';
  version: number;
  provider: Provider;
}

/** Another process may add or change the same provider meanwhile, and a repeated request may have been served. */
const maxTries = 3;
const conflict = 409;
const changedMeanwhile = 412;

/**
 * Adds a provider by its definition, or saves a new version of the definition. The same definition changes nothing.
 * @param url of the instance
 * @param apiKey null: the instance needs none
 * @param acceptFailedExamples saves it although its own examples have another outcome
 * @throws InstanceGone when the instance does not answer; EnrichError when it refuses
 */
export async function addProvider(
  { url, apiKey }: { url: string; apiKey: string | null },
  definition: { id: string },
  { acceptFailedExamples = false }: { acceptFailedExamples?: boolean } = {},
): Promise<Added> {
  const api = createApiClient(url, apiKey);
  for (let tries = 1; ; tries += 1) {
    const current = await currentVersion(api, definition.id);
    if (current !== null && isDeepStrictEqual(current.definition, plain(definition))) {
      const provider = await readProvider(api, definition.id);
      return { change: 'unchanged', version: current.version, provider };
    }
    const response =
      current === null
        ? await api.sendJson('POST', '/providers', { definition, acceptFailedExamples })
        : await api.send('PUT', `/providers/${definition.id}/definition`, {
            headers: { 'content-type': 'application/json', 'if-match': String(current.version) },
            body: JSON.stringify({ definition, acceptFailedExamples }),
          });
    if ([conflict, changedMeanwhile].includes(response.status) && tries < maxTries) continue;
    const provider = await api.read(providerSchema, response);
    const version = provider.definitionVersion ?? 1;
    return { change: current === null ? 'added' : 'changed', version, provider };
  }
}

/** Returns the newest version with all defaults filled in; null: the instance has no such provider. */
async function currentVersion(api: ApiClient, id: string): Promise<{ version: number; definition: unknown } | null> {
  const found = await api.find(definitionVersionsSchema, `/providers/${id}/definition`);
  const [newest] = found?.versions ?? [];
  if (newest === undefined) return null;
  const read = readDefinition(JSON.stringify(newest.definition));
  return { version: newest.version, definition: plain(read.ok ? read.definition : newest.definition) };
}

async function readProvider(api: ApiClient, id: string): Promise<Provider> {
  const { providers } = await api.call(providerListSchema, 'GET', '/providers');
  const provider = providers.find((one) => one.id === id);
  if (provider === undefined) throw new EnrichError(`The provider "${id}" was deleted meanwhile. Nothing was changed.`);
  return provider;
}

/** Without the keys whose value is undefined, which JSON does not carry. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Says what was done, and the next steps. */
export function addedText({ change, version, provider }: Added, url: string | null): string {
  const { id, name } = provider;
  const done = {
    added: `${name} (${id}) was added. It is off and last in the waterfall.`,
    changed: `${name} (${id}) has a new version of its definition: ${version}. The next call uses it.`,
    unchanged: `${name} (${id}) already has this definition (version ${version}). Nothing was changed.`,
  }[change];
  const steps = nextSteps(provider);
  if (steps.length === 0) return `${done}\n`;
  const where =
    url === null
      ? 'Start TinyGenesy with npm start. Next steps, on the page Providers:'
      : `Next steps, on ${url}/app/providers:`;
  return [done, '', where, ...steps.map((step, index) => `  ${index + 1}. ${step}`), ''].join('\n');
}

/** What a person still has to do before the provider is called in live mode. */
function nextSteps({ name, keySource, settings, secrets, untested, enabled, priceMicros }: Provider): string[] {
  const keys = secrets.filter(({ setAt }) => setAt === null).map(({ label }) => label);
  const empty = settings.filter(({ value }) => value === null || value === '').map(({ label }) => label);
  return [
    ...(empty.length > 0 ? [`Enter its settings (${empty.join(', ')}).`] : []),
    ...(keySource === 'missing' ? [`Enter its key (${keys.join(', ')}).`] : []),
    ...(priceMicros === 0 ? ['Enter what a credit costs you (Change price and limits).'] : []),
    ...(untested === null ? [] : ['Make a test run in live mode about a person you know.']),
    ...(enabled ? [] : [`Switch ${name} on.`]),
  ];
}
