import type { Provider } from '@tinygenesy/contract';

/** Says where a provider's key for real calls comes from. */
export const keyWords = ({ keySource, secrets }: Pick<Provider, 'keySource' | 'secrets'>): string => {
  switch (keySource) {
    case 'environment':
      return 'key from the environment';
    case 'entered': {
      const last4 = secrets.find((secret) => secret.last4 !== null && secret.last4 !== '')?.last4;
      return last4 === undefined ? 'key entered' : `key that ends with ${last4}`;
    }
    case 'shipped':
      return 'the key that TinyGenesy ships with';
    case 'missing':
      return 'no key';
  }
};
