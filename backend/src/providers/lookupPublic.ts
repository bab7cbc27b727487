import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { addressReach } from '../platform/addressReach.ts';

/** The code of the error when a host has an address that the internet can't reach. */
export const privateAddressCode = 'PRIVATE_ADDRESS';

type Callback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a host for a connection. Refuses it when one of its addresses is private, loopback or link-local, so that a
 * name can't lead to the network of this machine. The address that was checked is the one that is connected to.
 */
export function lookupPublic(hostname: string, options: LookupOptions, callback: Callback): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => addressReach(address) !== 'public')) {
      return callback(Object.assign(new Error('The host has a private address'), { code: privateAddressCode }), []);
    }
    return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
  });
}
