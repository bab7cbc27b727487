import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Datagma, from its public documentation (https://doc.datagma.com). Not yet tested with a real key. */
export const datagma: ProviderDefinitionInput = {
  schema: 1,
  id: 'datagma',
  name: 'Datagma',
  docs: 'https://doc.datagma.com',
  hosts: ['gateway.datagma.net'],
  auth: {
    query: 'apiId',
    value: '{{key}}',
  },
  needs: [['linkedinUrl'], ['email'], ['fullName', 'companyDomain']],
  ask: {
    method: 'GET',
    path: '/api/ingress/v2/full',
    query: {
      data: '{{linkedinUrl | email | companyDomain}}',
      fullName: '{{fullName}}',
      phoneFull: true,
    },
  },
  rules: [
    {
      at: 'code',
      is: 16,
      then: 'bad_key',
    },
    {
      at: 'message',
      has: 'no access',
      then: 'no_access',
    },
  ],
  answer: {
    proof: 'phone',
    phones: [
      {
        at: 'phone.mobiles[*].value',
        type: 'mobile',
      },
      {
        at: 'phone.workPhones[*].value',
        type: 'work',
      },
    ],
  },
  price: {
    reserve: 30,
    cases: [
      {
        creditsAt: 'creditBurn',
      },
    ],
  },
  unconfirmed: [
    'Which endpoint fits your plan.',
    'The form of an answer without a number.',
    'The status of a wrong key.',
  ],
  examples: [
    {
      name: 'found',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 200,
          body: {
            creditBurn: '30',
            phone: {
              mobiles: [
                {
                  value: '+14155550132',
                },
              ],
              workPhones: [],
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'mobile',
        credits: 30,
      },
    },
    {
      name: 'not found',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            creditBurn: 0,
            phone: {
              mobiles: [],
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
      name: 'bad key',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 400,
          body: {
            code: 16,
            message: 'Invalid credentials',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 400,
          body: {
            message: 'You have no access to this feature',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 402,
          body: {
            message: 'No more credits',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 429,
          body: {
            message: 'Too many requests',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            creditBurn: 0,
            phone: {
              mobiles: [
                {
                  value: '+1415555XXXX',
                },
              ],
            },
          },
        },
      ],
      want: {
        outcome: 'no_access',
        credits: 0,
      },
    },
  ],
};
