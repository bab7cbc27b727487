import type { ProviderDefinition } from '@tinygenesy/contract';

const wanted = ['found', 'not_found', 'bad_key'] as const;
const listed = (texts: readonly string[]): string => new Intl.ListFormat('en-US').format(texts);

/** Returns what would make a usable definition better, in sentences: examples that are wanted, settings without a use. */
export function definitionHints(definition: ProviderDefinition): string[] {
  const absent = wanted.filter((outcome) => !definition.examples.some(({ want }) => want.outcome === outcome));
  const examples = `Add ${absent.length === 1 ? 'an example with the outcome' : 'examples with the outcomes'} ${listed(absent)}, from the provider’s documentation: the check runs examples, and the sandbox plays them.`;
  const { auth, ask, balance } = definition;
  const request = JSON.stringify({ auth, ask, balance });
  const unused = definition.settings
    .map(({ name }) => name)
    .filter((name) => !new RegExp(String.raw`\{\{(?:[^{}]*\|)?\s*${name}\s*(?:\|[^{}]*)?\}\}`, 'u').test(request));
  const settings = `The request never uses ${listed(unused.map((name) => `{{${name}}}`))} of "settings": use it, or remove it.`;
  return [...(absent.length > 0 ? [examples] : []), ...(unused.length > 0 ? [settings] : [])];
}
