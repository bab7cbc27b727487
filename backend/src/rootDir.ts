import path from 'node:path';

/** The root of the project, from the bundle and from source alike. */
export const rootDir = path.resolve(import.meta.dirname, '../..');
