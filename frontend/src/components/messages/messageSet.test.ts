import { expect, it } from 'vitest';
import { leadsAddress, messagesAddress, readMessageSet } from './messageSet.ts';

const back = (set: Parameters<typeof messagesAddress>[0]) => {
  const { to, state } = messagesAddress(set);
  return readMessageSet(new URLSearchParams(to.search), state);
};

it.each([
  [{ leadIds: [3, 1] }],
  [{ filter: {} }],
  [{ filter: { country: ['ES', 'FR'], q: 'ana' } }],
  [{ filter: { country: ['ES'] }, exceptIds: [4] }],
  [{ leadIds: Array.from({ length: 5_000 }, (_, index) => index + 1) }],
])('a selection is read back completely', (set) => {
  expect(back(set)).toEqual(set);
});

it('a short selection is in the URL, so that it can be shared', () => {
  expect(messagesAddress({ leadIds: [3, 1] })).toEqual({
    to: { pathname: '/messages', search: 'leads=3%2C1' },
    state: null,
  });
});

it.each(['', 'leads=x,y', 'country=nowhere', 'leads='])('the URL “%s” chooses no leads', (query) => {
  expect(readMessageSet(new URLSearchParams(query), { leads: 'what' })).toBeNull();
});

it.each([
  { fields: ['companyName'], address: '/leads?country=ES&missing=companyName' },
  { fields: ['Plan', 'companyName'], address: '/leads?country=ES&missing=custom%3APlan%2CcompanyName' },
  { fields: ['City, state'], address: null },
  { fields: ['notAField'], address: null },
])('the leads without $fields are at $address', ({ fields, address }) => {
  const known = ['Plan', 'City, state'].map((name) => ({
    name,
    label: name,
    isCustom: true,
    placeholder: `{${name}}`,
  }));
  expect(leadsAddress(fields, known, { filter: { country: ['ES'] } })).toBe(address);
});
