import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Kaspr, from its public documentation (https://developers.kaspr.io). Not yet tested with a real key. */
export const kaspr: ProviderDefinitionInput = {
  schema: 1,
  id: 'kaspr',
  name: 'Kaspr',
  docs: 'https://developers.kaspr.io',
  hosts: ['api.developers.kaspr.io'],
  auth: {
    header: 'Authorization',
    value: 'Bearer {{key}}',
  },
  needs: [['linkedinSlug', 'fullName']],
  ask: {
    method: 'POST',
    path: '/profile/linkedin',
    headers: {
      'accept-version': 'v2.0',
    },
    body: {
      id: '{{linkedinSlug}}',
      name: '{{fullName}}',
      dataToGet: ['phone'],
      requiredData: ['phone'],
    },
  },
  rules: [
    {
      status: '2xx',
      at: 'profile',
      there: false,
      then: 'not_found',
    },
    {
      status: 500,
      then: 'bad_input',
    },
  ],
  answer: {
    proof: 'profile',
    phones: [
      {
        at: 'profile.starryPhone',
        type: 'mobile',
      },
      {
        at: 'profile.phones[*]',
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
  balance: {
    path: '/keys/remainingCredits',
    at: 'phoneCredits',
  },
  unconfirmed: ['The rate limits.', 'The field of the balance.', 'Whether starryPhone is always a mobile number.'],
  examples: [
    {
      name: 'found',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 200,
          body: {
            profile: {
              starryPhone: '+1 415-555-0132',
              phones: ['+1 415-555-0132'],
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'mobile',
        credits: 1,
      },
    },
    {
      name: 'not found',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 200,
          body: {
            profile: {
              starryPhone: '',
              phones: [],
            },
          },
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 0,
      },
    },
    {
      name: 'no profile',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 200,
          body: {},
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 0,
      },
    },
    {
      name: 'wrong spelling of the profile',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 500,
          body: {
            message: 'Internal Server Error',
          },
        },
      ],
      want: {
        outcome: 'bad_input',
        credits: 0,
      },
    },
    {
      name: 'bad key',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 401,
          body: {
            message: 'Unauthorized',
          },
        },
      ],
      want: {
        outcome: 'bad_key',
        credits: 0,
      },
    },
    {
      name: 'out of credits',
      lead: {
        linkedinSlug: 'example',
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 402,
          body: {
            message: 'Payment Required',
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
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 429,
          body: {
            message: 'Too Many Requests',
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
        fullName: 'Ana Example',
      },
      got: [
        {
          status: 200,
          body: {
            profile: {
              starryPhone: '+14155******',
            },
          },
        },
      ],
      want: {
        outcome: 'no_access',
      },
    },
  ],
};
