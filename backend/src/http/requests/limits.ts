/** The largest JSON body. A list of 100,000 ids fits. */
export const maxBodyBytes = 5 * 1024 * 1024;

/** The deepest nesting of objects and lists in a JSON body. The API itself needs fewer than ten levels. */
export const maxJsonDepth = 64;
