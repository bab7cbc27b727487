/**
 * A Postgres address whose sessions keep time in UTC. Prisma sends and reads times without their zone, so that in a
 * session of another zone every stored instant would be off by its hours.
 */
export function inUtc(url: string): string {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options');
  parsed.searchParams.set('options', [options, '-c TimeZone=UTC'].filter(Boolean).join(' '));
  return parsed.href;
}
