/** Many texts in little memory: their bytes one behind the other. */
export interface StringTable {
  add(text: string): void;
  at(index: number): string;
}

export function createStringTable(): StringTable {
  let bytes = Buffer.allocUnsafe(64 * 1024);
  let ends = new Uint32Array(1024);
  let length = 0;
  let count = 0;
  return {
    add(text) {
      const size = Buffer.byteLength(text);
      if (length + size > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(bytes.length * 1.5, length + size));
        bytes.copy(larger, 0, 0, length);
        bytes = larger;
      }
      if (count === ends.length) {
        const larger = new Uint32Array(count * 2);
        larger.set(ends);
        ends = larger;
      }
      length += bytes.write(text, length);
      ends[count] = length;
      count += 1;
    },
    at: (index) =>
      index < 0 || index >= count ? '' : bytes.toString('utf8', index === 0 ? 0 : (ends[index - 1] ?? 0), ends[index]),
  };
}
