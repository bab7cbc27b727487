/** The largest JSON body: a hundred thousand ids fit. */
export const maxBodyBytes = 5 * 1024 * 1024;
