import { useEffect, useState } from 'react';
import classes from './cells.module.css';

type Addresses = Readonly<Record<string, string>>;
let addresses: Addresses | null = null;
let loading: Promise<Addresses> | null = null;

/** The addresses of the flags' pictures: loaded with the first flag, because no other screen needs them. */
const loadAddresses = (): Promise<Addresses> => {
  loading ??= import('./flagAddresses.ts').then((module) => {
    addresses = module.flagAddresses;
    return addresses;
  });
  return loading;
};

/** The flag of a country, as a picture: Windows has no flags among its letters. Its country stands beside it in words. */
export const Flag = ({ country }: { country: string }) => {
  const [known, setKnown] = useState(addresses);
  useEffect(() => {
    if (known !== null) return undefined;
    let isGone = false;
    // Without flags the names of countries stay.
    loadAddresses()
      .then((loaded) => isGone || setKnown(loaded))
      .catch(() => undefined);
    return () => {
      isGone = true;
    };
  }, [known]);
  const address = known?.[country];
  return address === undefined ? (
    <span className={classes['flag']} aria-hidden />
  ) : (
    <img className={classes['flag']} src={address} alt="" width={20} height={15} loading="lazy" decoding="async" />
  );
};
