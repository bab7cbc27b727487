const person =
  /^(?:https?:\/\/)?(?:[a-z]{1,3}\.)?linkedin\.com\/+(?:(?:mwlite|comm)\/)?in\/+([^/?#\s]+)(?:[/?#]\S*)?$/iu;
const path = /^\/?in\/([^/?#\s]+)\/?$/iu;

/** Normalizes a person's LinkedIn address to `https://www.linkedin.com/in/<slug>`; null for any other text. */
export function readLinkedin(text: string): string | null {
  const slug = (person.exec(text) ?? path.exec(text))?.[1];
  if (slug === undefined) return null;
  const url = `https://www.linkedin.com/in/${canonical(slug)}`;
  return url.length <= 500 ? url : null;
}

/** Normalizes percent-encoded, plain non-ASCII and capital letters to one form: LinkedIn ignores the case. */
function canonical(slug: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(slug).normalize('NFC').toLowerCase());
  } catch {
    return slug.toLowerCase();
  }
}
