export const sampleTag = 'sample';

/** Whether a lead is of the sample, or at an address that nobody has: such are never sent to live providers. */
export function isSampleLead(lead: {
  tags: readonly string[];
  email: string | null;
  companyWebsite: string | null;
}): boolean {
  const hosts = [lead.email?.split('@').at(-1), lead.companyWebsite];
  return lead.tags.includes(sampleTag) || hosts.some((host) => host != null && isReservedHost(host));
}

/** Names that RFC 2606 and RFC 6761 keep for examples and tests. */
function isReservedHost(host: string): boolean {
  return /(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$/u.test(host.toLowerCase());
}
