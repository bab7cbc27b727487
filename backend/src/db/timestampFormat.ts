/** SQLite stores times as epoch milliseconds: they sort, and all statements write the same format. */
export const timestampFormat = 'unixepoch-ms';
