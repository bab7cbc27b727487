/**
 * Adds to a Postgres address that its sessions use UTC. Prisma sends and reads times without a zone, so a session in
 * another zone would shift every stored instant.
 */
export function inUtc(url: string): string {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options');
  parsed.searchParams.set('options', [options, '-c TimeZone=UTC'].filter(Boolean).join(' '));
  return parsed.href;
}
