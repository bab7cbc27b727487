import { Readable } from 'node:stream';
import {
  definitionCheckedSchema,
  definitionCheckSchema,
  definitionVersionsSchema,
  providerAddSchema,
  providerChangeSchema,
  type ProviderDefinition,
  providerDirectorySchema,
  type ProviderDirectory,
  providerSchema,
  providerSecretsSchema,
  providerSettingsSchema,
} from '@tinygenesy/contract';
import { freedProvider } from '../freedProvider.ts';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { type Route, route, routesTagged } from '../../http/route.ts';
import { ifMatchHeader, ifMatchVersion } from '../../leads/ifMatch.ts';
import { leadNotFound } from '../../leads/leadWrite.ts';
import { readLeads } from '../../leads/list/leadList.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { providerParams } from '../providerRoutes.ts';
import type { ProviderSecrets } from '../secrets.ts';
import type { ProviderSettings } from '../settings.ts';
import { checkWithLead } from './checkWithLead.ts';
import { alternativesInWords } from './buildRequest.ts';
import { type CheckedDefinition, checkDefinition, readDefinition } from './checkDefinition.ts';
import {
  addDefinition,
  changeDefinition,
  checkSettings,
  enteredSettings,
  deleteProvider,
  readDefinitions,
  writeSettings,
} from './definitionStore.ts';
import { failedExamples } from './runExamples.ts';
import { directory } from './directory/directory.ts';
import { withoutDefaults } from './withoutDefaults.ts';

const { get, post, put } = routesTagged('providers');

export interface DefinitionDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  providerSettings: Pick<ProviderSettings, 'read' | 'changedEvent' | 'freed'>;
  secrets: ProviderSecrets;
}

/** Routes of provider definitions and secrets. None of them calls a provider. */
export function definitionRoutes(deps: DefinitionDeps): Route[] {
  return [
    ...checkRoutes(deps),
    ...definitionChangeRoutes(deps),
    exportRoute(deps),
    secretsRoute(deps),
    settingsRoute(deps),
  ];
}

function checkRoutes({ database }: DefinitionDeps): Route[] {
  return [
    get('/provider-directory', 'List the provider definitions that the product ships: drafts, not yet tested', {
      answer: ['The definitions, by name', providerDirectorySchema],
      handle: async () => listed,
    }),
    post('/provider-definitions/check', 'Check a provider definition, run its examples and read an answer with it', {
      body: definitionCheckSchema,
      answer: ['The problems, or what the definition sends and reads', definitionCheckedSchema],
      problems: [404],
      async handle({ body }) {
        const { leadId } = body;
        const [lead] = leadId === undefined ? [] : await readLeads(database, [leadId]);
        if (leadId !== undefined && lead === undefined) throw leadNotFound(leadId);
        return checkWithLead(body, lead ?? null, (id) => enteredSettings(database, id));
      },
    }),
  ];
}

function definitionChangeRoutes(deps: DefinitionDeps): Route[] {
  const { database, clock, providerSettings } = deps;
  return [
    route({
      method: 'post',
      path: '/providers',
      tag: 'providers',
      summary: 'Add a provider by a definition or from the directory; it is off and last in the waterfall',
      body: providerAddSchema,
      responses: {
        201: { description: 'The provider', schema: providerSchema, headers: { Location: 'The path of the provider' } },
      },
      problems: [404, 409],
      async handle({ body }) {
        const { settings } = body;
        const definition = 'directoryId' in body ? fromDirectory(body.directoryId) : usable(body);
        checkSettings(definition, settings, '/settings');
        await database.transaction((sql) => addDefinition(sql, definition, settings, clock.now()));
        await announce(deps, definition.id);
        const provider = await providerSettings.read(definition.id);
        return { status: 201, body: provider, headers: { Location: `/providers/${definition.id}` } };
      },
    }),
    get('/providers/:id/definition', 'List the versions of a provider’s definition', {
      params: providerParams,
      answer: ['The versions, newest first', definitionVersionsSchema],
      handle: async ({ params: { id } }) => ({
        versions: (await readDefinitions(database, id)).map(({ version, createdAt, definition }) => ({
          version,
          createdAt: createdAt.toISOString(),
          definition: definition as Record<string, unknown>,
        })),
      }),
    }),
    put('/providers/:id/definition', 'Save a new version of a provider’s definition', {
      params: providerParams,
      body: providerChangeSchema,
      headers: ifMatchHeader,
      answer: ['The provider', providerSchema],
      problems: [409, 412],
      async handle({ params: { id }, body, request }) {
        const definition = usable(body);
        checkSettings(definition, body.settings ?? {}, '/settings');
        const expected = ifMatchVersion(request);
        await database.transaction((sql) =>
          changeDefinition(sql, id, definition, { expected, settings: body.settings, now: clock.now() }),
        );
        await announce(deps, id);
        // Wider limits end waits.
        providerSettings.freed();
        return providerSettings.read(id);
      },
    }),
    route({
      method: 'delete',
      path: '/providers/:id',
      tag: 'providers',
      summary: 'Delete a provider that was added; it must be off',
      params: providerParams,
      responses: { 204: { description: 'Deleted', schema: null } },
      problems: [409],
      async handle({ params: { id } }) {
        await database.transaction((sql) => deleteProvider(sql, id));
        return { status: 204 };
      },
    }),
  ];
}

/** Exports a definition as a file for another instance or a colleague. */
function exportRoute({ database }: DefinitionDeps): Route {
  return route({
    method: 'get',
    path: '/providers/:id/definition.yaml',
    tag: 'providers',
    summary: 'Download the newest version of a provider’s definition, which contains no secrets',
    params: providerParams,
    responses: {
      200: {
        description: 'The definition',
        schema: z.string(),
        mediaType: 'application/yaml',
        headers: { 'Content-Disposition': 'The file name' },
      },
    },
    async handle({ params: { id } }) {
      const [newest] = await readDefinitions(database, id);
      const headers = {
        'Content-Type': 'application/yaml; charset=utf-8',
        'Content-Disposition': `attachment; filename="${id}.yaml"`,
      };
      return {
        status: 200,
        stream: Readable.from([stringify(withoutDefaults(newest?.definition), { lineWidth: 100 })]),
        headers,
      };
    },
  });
}

function secretsRoute(deps: DefinitionDeps): Route {
  const { database, clock, providerSettings, secrets } = deps;
  return route({
    method: 'put',
    path: '/providers/:id/secrets',
    tag: 'providers',
    summary: 'Enter a provider’s secrets: stored encrypted, and never shown again',
    params: providerParams,
    body: providerSecretsSchema,
    responses: { 204: { description: 'Saved', schema: null } },
    problems: [409],
    async handle({ params: { id }, body }) {
      const known = (await providerSettings.read(id)).secrets.map(({ name }) => name);
      const unknown = Object.keys(body).filter((name) => !known.includes(name));
      if (unknown.length > 0) {
        const message = `is not a secret of this provider. It has: ${known.join(', ')}`;
        throw new AppError('invalid', 'Nothing was saved.', {
          errors: unknown.map((name) => ({ pointer: `/${name}`, message })),
        });
      }
      await database.transaction(async (sql) => {
        await secrets.write(sql, id, body, clock.now());
        // A new key deserves new calls; one that is refused too stops the provider again.
        await sql.prisma.provider.updateMany({
          where: { id, unusableCode: { in: ['bad_key', 'no_secret'] } },
          data: freedProvider(clock.now()),
        });
      });
      await announce(deps, id);
      providerSettings.freed();
      return { status: 204 };
    },
  });
}

function settingsRoute(deps: DefinitionDeps): Route {
  const { database, clock, providerSettings } = deps;
  return put('/providers/:id/settings', 'Enter values of a definition’s settings, such as an account ID', {
    params: providerParams,
    body: providerSettingsSchema,
    answer: ['The provider', providerSchema],
    async handle({ params: { id }, body }) {
      await database.transaction((sql) => writeSettings(sql, id, body, clock.now()));
      await announce(deps, id);
      providerSettings.freed();
      return providerSettings.read(id);
    },
  });
}

/** Writes the event with a provider's settings, after a change of its definition or its secrets. */
async function announce({ database, clock, providerSettings }: DefinitionDeps, id: string): Promise<void> {
  const event = await providerSettings.changedEvent(id);
  await database.transaction((sql) => appendEvents(sql, [event], clock.now()));
}

/** @throws AppError invalid with all problems, each with its place */
function usable({ definition: given, acceptFailedExamples }: GivenDefinition): ProviderDefinition {
  const checked: CheckedDefinition = typeof given === 'string' ? readDefinition(given) : checkDefinition(given);
  if (checked.ok) {
    if (!acceptFailedExamples) examplesMustHold(checked.definition);
    return checked.definition;
  }
  throw new AppError('invalid', 'The definition is invalid. Nothing was saved.', {
    errors: checked.problems.map(({ pointer, message }) => ({ pointer: `/definition${pointer}`, message })),
  });
}

type GivenDefinition = z.infer<typeof providerChangeSchema>;

/** @throws AppError invalid with each example that fails */
function examplesMustHold(definition: ProviderDefinition): void {
  const failed = failedExamples(definition);
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => `"${name}"`).join(', ');
  throw new AppError(
    'invalid',
    `Examples of the definition have another outcome than they say: ${names}. Nothing was saved. Correct the definition, or set acceptFailedExamples.`,
    {
      errors: failed.map(({ name, difference }) => ({
        pointer: `/definition/examples/${definition.examples.findIndex((example) => example.name === name)}`,
        message: `("${name}") ${difference ?? ''}`,
      })),
    },
  );
}

function fromDirectory(id: string): ProviderDefinition {
  const definition = directory.find((entry) => entry.id === id);
  if (definition === undefined) throw new AppError('not_found', `The directory has no provider "${id}".`);
  return definition;
}

const listed: ProviderDirectory = {
  providers: directory.map((definition) => ({
    id: definition.id,
    name: definition.name,
    docs: definition.docs,
    needs: alternativesInWords(definition),
    reserveCredits: definition.price.reserve,
    unconfirmed: definition.unconfirmed,
    definition,
  })),
};
