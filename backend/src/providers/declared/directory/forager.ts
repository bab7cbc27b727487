import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Forager, from its public documentation (https://docs.forager.ai). Not yet tested with a real key. */
export const forager: ProviderDefinitionInput = {
  schema: 1,
  id: 'forager',
  name: 'Forager',
  docs: 'https://docs.forager.ai',
  hosts: ['api-v2.forager.ai'],
  settings: [
    {
      name: 'accountId',
      label: 'Account ID',
    },
  ],
  auth: {
    header: 'X-API-KEY',
    value: '{{key}}',
  },
  needs: [['linkedinSlug']],
  ask: {
    method: 'POST',
    path: '/api/{{accountId}}/datastorage/person_contacts_lookup/phone_numbers/',
    body: {
      linkedin_public_identifier: '{{linkedinSlug}}',
    },
  },
  answer: {
    proof: '$',
    phones: [
      {
        at: '[*].phone_number',
        type: 'other',
      },
    ],
  },
  price: {
    reserve: 1,
    cases: [
      {
        when: 'found',
        credits: 1,
      },
    ],
  },
  unconfirmed: ['The header of the key, the price and the rate limits.'],
  examples: [
    {
      name: 'found',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 200,
          body: [
            {
              phone_number: '+14155550132',
            },
            {
              phone_number: '+14155550133',
            },
          ],
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'other',
        credits: 1,
      },
    },
    {
      name: 'not found',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 200,
          body: [],
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 0,
      },
    },
    {
      name: 'bad key',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 401,
          body: {
            detail: 'Invalid token',
          },
        },
      ],
      want: {
        outcome: 'bad_key',
        credits: 0,
      },
    },
    {
      name: 'no access',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 403,
          body: {
            detail: 'Forbidden',
          },
        },
      ],
      want: {
        outcome: 'no_access',
        credits: 0,
      },
    },
    {
      name: 'out of credits',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 402,
          body: {
            detail: 'Payment required',
          },
        },
      ],
      want: {
        outcome: 'out_of_credits',
        credits: 0,
      },
    },
    {
      name: 'rate limited',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 429,
          body: {
            detail: 'Throttled',
          },
        },
      ],
      want: {
        outcome: 'rate_limited',
        credits: 0,
      },
    },
    {
      name: 'masked',
      lead: {
        linkedinSlug: 'example',
      },
      got: [
        {
          status: 200,
          body: [
            {
              phone_number: '+1415555****',
            },
          ],
        },
      ],
      want: {
        outcome: 'no_access',
      },
    },
  ],
};
