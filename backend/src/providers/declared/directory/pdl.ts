import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** People Data Labs, from its public documentation (https://docs.peopledatalabs.com/docs/person-enrichment-api). Not yet tested with a real key. */
export const pdl: ProviderDefinitionInput = {
  schema: 1,
  id: 'pdl',
  name: 'People Data Labs',
  docs: 'https://docs.peopledatalabs.com/docs/person-enrichment-api',
  hosts: ['api.peopledatalabs.com'],
  auth: {
    header: 'X-Api-Key',
    value: '{{key}}',
  },
  needs: [['linkedinUrl'], ['email'], ['fullName', 'companyName'], ['fullName', 'companyDomain']],
  ask: {
    method: 'GET',
    path: '/v5/person/enrich',
    query: {
      profile: '{{linkedinUrl}}',
      email: '{{email}}',
      name: '{{fullName}}',
      company: '{{companyName | companyDomain}}',
      min_likelihood: 6,
      required: 'mobile_phone OR phone_numbers',
    },
  },
  rules: [
    {
      status: 404,
      at: 'error.type',
      is: 'not_found',
      then: 'not_found',
    },
  ],
  answer: {
    proof: 'data',
    phones: [
      {
        at: 'data.mobile_phone',
        type: 'mobile',
      },
      {
        at: 'data.phone_numbers[*]',
        type: 'other',
      },
    ],
  },
  price: {
    reserve: 1,
    cases: [
      {
        creditsHeader: 'x-call-credits-spent',
      },
      {
        when: 'read',
        credits: 1,
      },
    ],
  },
  limits: {
    windows: [[1000, 60]],
  },
  wait: {
    default: '60s',
  },
  maxBytes: 1048576,
  unconfirmed: ['Whether "required" and "min_likelihood" combine as written.'],
  examples: [
    {
      name: 'found',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 200,
          headers: {
            'x-call-credits-spent': '1',
          },
          body: {
            status: 200,
            likelihood: 9,
            data: {
              mobile_phone: '+14155550132',
              phone_numbers: ['+14155550132', '+14155550133'],
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
      name: 'only other numbers',
      lead: {
        fullName: 'Ana Example',
        companyName: 'Example Corp',
      },
      got: [
        {
          status: 200,
          body: {
            status: 200,
            likelihood: 9,
            data: {
              mobile_phone: null,
              phone_numbers: ['+14155550133'],
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550133',
        type: 'other',
        credits: 1,
      },
    },
    {
      name: 'not found',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 404,
          body: {
            status: 404,
            error: {
              type: 'not_found',
              message: 'No records were found matching your request',
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
      name: 'wrong address',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 404,
          body: '<html>404</html>',
        },
      ],
      want: {
        outcome: 'failed',
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
          status: 401,
          body: {
            status: 401,
            error: {
              type: 'authentication_error',
            },
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
            status: 402,
            error: {
              type: 'payment_required',
            },
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
            status: 429,
            error: {
              type: 'rate_limit_error',
            },
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
            status: 200,
            likelihood: 9,
            data: {
              mobile_phone: true,
              phone_numbers: true,
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
