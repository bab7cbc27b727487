/** At most so many UTF-16 units, with no character cut in two. */
export const shorten = (text: string, most: number): string =>
  text.length <= most
    ? text
    : text
        .slice(0, most)
        .replace(/[\ud800-\udbff]$/u, '')
        .trimEnd();
