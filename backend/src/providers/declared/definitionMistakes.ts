import { aboveReserveWords, authTexts, namesOneOf, type ProviderDefinition } from '@tinygenesy/contract';
import type { FoundProblem } from './definitionProblem.ts';

/**
 * Returns what a person must change before a definition is saved, although it can be read. Not part of the schema: a
 * definition that is stored already stays usable.
 */
export const definitionMistakes = (definition: ProviderDefinition): FoundProblem[] => [
  ...unusedSecrets(definition),
  ...aboveReserve(definition),
];

/** A secret that is entered and never sent: the provider would refuse each call. */
function unusedSecrets({ secrets, auth }: ProviderDefinition): FoundProblem[] {
  const texts = authTexts(auth).map(({ text }) => text);
  const unused = secrets.map(({ name }) => !texts.some((text) => namesOneOf(text, [name])));
  const [first] = secrets;
  if (first !== undefined && unused.every(Boolean)) {
    return [{ path: ['auth'], message: `must contain a secret, such as {{${first.name}}}` }];
  }
  return secrets.flatMap(({ name }, index) => {
    if (!unused[index]) return [];
    const other = secrets.find((secret) => secret.name !== name)?.name ?? name;
    const list = `auth: [{header: X-Api-Key, value: "{{${other}}}"}, {header: X-Api-Secret, value: "{{${name}}}"}]`;
    const message = `has "${name}", which "auth" never sends. Use {{${name}}} in "auth", which may be a list: ${list}. Or remove it here`;
    return [{ path: ['secrets', index], message }];
  });
}

/** An example that costs more than is reserved before a call: a spending limit would not hold. */
const aboveReserve = ({ examples, price: { reserve } }: ProviderDefinition): FoundProblem[] =>
  examples.flatMap(({ want: { credits } }, index) => {
    if (credits === undefined || credits === null || credits <= reserve) return [];
    return [{ path: ['examples', index, 'want', 'credits'], message: aboveReserveWords(credits, reserve) }];
  });
