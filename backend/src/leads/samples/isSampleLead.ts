export const sampleTag = 'sample';

/** Returns whether a lead is a sample lead or has a reserved domain. Such leads are never sent to live providers. */
export function isSampleLead(lead: {
  tags: readonly string[];
  email: string | null;
  companyWebsite: string | null;
}): boolean {
  const hosts = [lead.email?.split('@').at(-1), lead.companyWebsite];
  return lead.tags.includes(sampleTag) || hosts.some((host) => host != null && isReservedHost(host));
}

/** Returns whether RFC 2606 or RFC 6761 reserves a host for examples and tests. */
function isReservedHost(host: string): boolean {
  return /(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$/u.test(host.toLowerCase());
}
