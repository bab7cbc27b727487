import { bareHost } from '../../../leads/leadInput.ts';

const bare = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/u;
/** Social networks: a page there is not the company's own website. */
const networks = /^(?:[a-z]{2,3}\.)?(?:linkedin|facebook|instagram|twitter|xing|x)\.com$/u;

/**
 * Returns the bare domain of the first website in a cell.
 * @returns null when the text is not a website, or is a page in a social network
 */
export function readWebsite(text: string): { host: string; more: boolean } | null {
  const host = bare.test(text) && !text.startsWith('www.') ? text : bareHost(text);
  if (host === null || host.length > 500 || networks.test(host)) return null;
  return { host, more: /[\s,;]\S/u.test(text) };
}
