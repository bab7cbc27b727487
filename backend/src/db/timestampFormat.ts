/** Times on SQLite are epoch milliseconds: they sort, and every statement that writes one writes the same shape. */
export const timestampFormat = 'unixepoch-ms';
