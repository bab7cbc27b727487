/** A number (32 bits) for each of many entries; 0 where none was set, and nothing is kept where all are 0. */
export interface NumberColumn {
  get(entry: number): number;
  set(entry: number, value: number): void;
}

const pageSize = 16_384;

export function createNumberColumn(): NumberColumn {
  const pages: (Uint32Array | undefined)[] = [];
  return {
    get: (entry) => pages[Math.floor(entry / pageSize)]?.[entry % pageSize] ?? 0,
    set(entry, value) {
      const index = Math.floor(entry / pageSize);
      let page = pages[index];
      if (page === undefined) {
        if (value === 0) return;
        page = pages[index] = new Uint32Array(pageSize);
      }
      page[entry % pageSize] = value;
    },
  };
}
