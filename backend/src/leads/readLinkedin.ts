const person = /^(?:https?:\/\/)?(?:[a-z]{2,3}\.)?linkedin\.com\/(?:mwlite\/)?in\/([^/?#\s]+)(?:[/?#]\S*)?$/iu;
const path = /^\/?in\/([^/?#\s]+)\/?$/iu;

/** A person's LinkedIn address as `https://www.linkedin.com/in/<slug>`; null: it is none. */
export function readLinkedin(text: string): string | null {
  const slug = (person.exec(text) ?? path.exec(text))?.[1];
  if (slug === undefined) return null;
  const url = `https://www.linkedin.com/in/${canonical(slug)}`;
  return url.length <= 500 ? url : null;
}

/** With letters beyond ASCII written one way, whether they came as letters or encoded. */
function canonical(slug: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(slug).normalize('NFC'));
  } catch {
    return slug;
  }
}
