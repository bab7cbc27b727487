import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Lusha, from its public documentation (https://docs.lusha.com). Not yet tested with a real key. */
export const lusha: ProviderDefinitionInput = {
  schema: 1,
  id: 'lusha',
  name: 'Lusha',
  docs: 'https://docs.lusha.com',
  hosts: ['api.lusha.com'],
  auth: {
    header: 'api_key',
    value: '{{key}}',
  },
  needs: [
    ['linkedinUrl'],
    ['email'],
    ['firstName', 'lastName', 'companyName'],
    ['firstName', 'lastName', 'companyDomain'],
  ],
  send: 'best',
  ask: {
    method: 'POST',
    path: '/v3/contacts/search-and-enrich',
    body: {
      contacts: [
        {
          clientReferenceId: '{{ref}}',
          linkedinUrl: '{{linkedinUrl}}',
          email: '{{email}}',
          firstName: '{{firstName}}',
          lastName: '{{lastName}}',
          companyName: '{{companyName}}',
          companyDomain: '{{companyDomain}}',
        },
      ],
      reveal: ['phones'],
    },
  },
  rules: [
    {
      at: 'results[0].error.code',
      in: ['NOT_FOUND', 'NO_SCORE'],
      then: 'not_found',
    },
    {
      at: 'results[0].error.code',
      is: 'COMPLIANCE_RESTRICTED',
      then: 'opted_out',
    },
    {
      at: 'results[0].error.code',
      is: 'ENRICH_FAILED',
      then: 'retry',
    },
  ],
  answer: {
    proof: 'results[0]',
    phones: [
      {
        each: 'results[0].phones[*]',
        number: 'number',
        typeAt: 'type',
        types: {
          mobile: 'mobile',
          direct: 'direct',
          work: 'work',
        },
        doNotCallAt: 'doNotCall',
      },
    ],
  },
  price: {
    reserve: 6,
    cases: [
      {
        creditsAt: 'billing.creditsCharged',
      },
    ],
  },
  limits: {
    windows: [
      [50, 60],
      [150, 3600],
      [1500, 86400],
    ],
  },
  wait: {
    default: '60s',
  },
  unconfirmed: ['The rate limits of your plan. The figures are those of the lowest known plan.'],
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
            results: [
              {
                phones: [
                  {
                    number: '+49 30 23125001',
                    type: 'work',
                  },
                  {
                    number: '+1 415-555-0132',
                    type: 'mobile',
                    doNotCall: false,
                  },
                ],
              },
            ],
            billing: {
              creditsCharged: 5,
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'mobile',
        credits: 5,
      },
    },
    {
      name: 'do not call',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            results: [
              {
                phones: [
                  {
                    number: '+1 415-555-0132',
                    type: 'mobile',
                    doNotCall: true,
                  },
                ],
              },
            ],
            billing: {
              creditsCharged: 5,
            },
          },
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 5,
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
            results: [
              {
                error: {
                  code: 'NOT_FOUND',
                },
              },
            ],
            billing: {
              creditsCharged: 0,
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
      name: 'opted out',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            results: [
              {
                error: {
                  code: 'COMPLIANCE_RESTRICTED',
                },
              },
            ],
            billing: {
              creditsCharged: 0,
            },
          },
        },
      ],
      want: {
        outcome: 'opted_out',
        credits: 0,
      },
    },
    {
      name: 'error inside a success',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            results: [
              {
                error: {
                  code: 'ENRICH_FAILED',
                },
              },
            ],
          },
        },
      ],
      want: {
        outcome: 'retry',
      },
    },
    {
      name: 'bad key',
      lead: {
        email: 'a@example.com',
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
        email: 'a@example.com',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 429,
          body: {
            message: 'Daily API rate limit exceeded',
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
            results: [
              {
                phones: [
                  {
                    number: '+1 415-xxx-xxxx',
                    type: 'mobile',
                  },
                ],
              },
            ],
            billing: {
              creditsCharged: 0,
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
