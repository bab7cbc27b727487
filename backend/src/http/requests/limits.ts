/** The largest JSON body: a hundred thousand ids fit. */
export const maxBodyBytes = 5 * 1024 * 1024;

/** How many objects and lists of a JSON body may lie in one another; what the API takes needs fewer than ten. */
export const maxJsonDepth = 64;
