import type { Plugin } from 'vite';

const classicSchemas = /[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/;
const imported =
  /import \* as processors from "[^"]+";|import \{ createStandardJSONSchemaMethod, createToJSONSchemaMethod \} from "[^"]+";/gu;

/** Nothing in the page calls it. */
const standIn = `
  const processors = {};
  const createStandardJSONSchemaMethod = () => undefined;
  const createToJSONSchemaMethod = () => () => {
    throw new Error('The page is built without JSON Schema.');
  };
`;

/**
 * Leaves out the part of zod that writes JSON Schema, a fifth of it. Only the server uses it, but every schema refers to
 * it, so that the bundler must keep it.
 */
export const withoutJsonSchema = (): Plugin => ({
  name: 'without-json-schema',
  apply: 'build',
  transform(code, id) {
    if (!classicSchemas.test(id)) return null;
    const without = code.replaceAll(imported, '');
    if ((code.match(imported) ?? []).length !== 2) throw new Error('Another zod: look at build/withoutJsonSchema.ts.');
    return { code: standIn + without, map: null };
  },
});
