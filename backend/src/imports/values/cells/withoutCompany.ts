/** Returns a full name without the company that some programs write beside it: `Acme, Ana Pérez` of Odoo. */
export function withoutCompany(fullName: string, companies: readonly string[]): string {
  const lower = fullName.toLowerCase();
  for (const company of companies) {
    const name = company.toLowerCase();
    if (name === '' || lower.length !== fullName.length) continue;
    const behind = lower.startsWith(name) ? /^\s*,\s*(?=\S)/u.exec(fullName.slice(name.length)) : null;
    if (behind !== null) return fullName.slice(name.length + behind[0].length);
    const before = lower.endsWith(name) ? /(?<=\S)\s*,\s*$/u.exec(fullName.slice(0, -name.length)) : null;
    if (before !== null) return fullName.slice(0, before.index);
  }
  return fullName;
}
