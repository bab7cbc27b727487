import { isIP } from 'node:net';
import type { DeadServer } from './types.ts';
import { addressReach } from '../../platform/addressReach.ts';

/** Names of the own machine (RFC 6761, 6.3), and how hosts files of common systems write them. */
const localName = /^(?:.+\.)?(?:localhost|localhost[46]|localdomain|localdomain[46])$/u;
/**
 * Endings that exist in private networks at most: RFC 6761, 6762 (with its appendix G), 7686, 8375, 9476, ICANN's
 * .internal. Programs must not treat .test and .example as special (RFC 6761, 6.2 and 6.5).
 */
const privateName = /\.(?:local|internal|intranet|private|corp|home|lan|home\.arpa|invalid|alt|onion)$/u;
/** A number as the last label: URLs and resolvers read such a name as an IPv4 address, also 127.1 and 0x7f.1. */
const endsInNumber = /(?:^|\.)(?:\d+|0x[\da-f]*)$/u;

/**
 * Returns why no mail server can have this name in an MX record (RFC 5321, 5.1: a full domain name); null if one can.
 * @param host in lower case, as from the record
 */
export function hostNameFault(host: string): DeadServer | null {
  const name = host.replace(/\.$/u, '');
  const address = name.replace(/^\[(?:ipv6:)?(.*)\]$/u, '$1');
  if (isIP(address) > 0) {
    const reach = addressReach(address);
    return reach === 'public' ? 'ip_address' : reach;
  }
  if (localName.test(name)) return 'loopback';
  if (endsInNumber.test(name)) return 'ip_address';
  if (privateName.test(name)) return 'private';
  const labels = name.split('.');
  return labels.length > 1 && labels.every(isLabel) ? null : 'bad_name';
}

/** Returns whether a text can be a part of a host's name. Underscores are not allowed there, but used. */
const isLabel = (label: string): boolean =>
  label.length <= 63 && /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{M}\p{N}_])?$/u.test(label);
