import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Prospeo, from its public documentation (https://prospeo.io/api-docs). Not yet tested with a real key. */
export const prospeo: ProviderDefinitionInput = {
  schema: 1,
  id: 'prospeo',
  name: 'Prospeo',
  docs: 'https://prospeo.io/api-docs',
  hosts: ['api.prospeo.io'],
  auth: {
    header: 'X-KEY',
    value: '{{key}}',
  },
  needs: [['linkedinUrl'], ['email'], ['fullName', 'companyDomain'], ['fullName', 'companyName']],
  ask: {
    method: 'POST',
    path: '/enrich-person',
    body: {
      enrich_mobile: true,
      data: {
        linkedin_url: '{{linkedinUrl}}',
        email: '{{email}}',
        full_name: '{{fullName}}',
        company_website: '{{companyDomain}}',
        company_name: '{{companyName}}',
      },
    },
  },
  rules: [
    {
      at: 'error_code',
      is: 'NO_MATCH',
      then: 'not_found',
    },
    {
      at: 'error_code',
      is: 'INSUFFICIENT_CREDITS',
      then: 'out_of_credits',
    },
    {
      at: 'error_code',
      is: 'INVALID_API_KEY',
      then: 'bad_key',
    },
    {
      at: 'error_code',
      is: 'RATE_LIMITED',
      then: 'rate_limited',
    },
    {
      at: 'error_code',
      is: 'INVALID_DATAPOINTS',
      then: 'bad_input',
    },
    {
      status: '2xx',
      at: 'error',
      is: true,
      then: 'failed',
    },
  ],
  answer: {
    proof: 'person',
    phones: [
      {
        each: 'person.mobile',
        number: 'mobile',
        type: 'mobile',
        only: {
          revealed: true,
        },
      },
    ],
  },
  price: {
    reserve: 10,
    cases: [
      {
        at: 'free_enrichment',
        is: true,
        credits: 0,
      },
      {
        when: 'found',
        credits: 10,
      },
      {
        when: 'read',
        credits: 1,
      },
    ],
  },
  repeatFreeFor: '90d',
  limits: {
    windows: [[1, 1]],
    concurrent: 2,
  },
  wait: {
    header: 'x-minute-reset-seconds',
    as: 'seconds',
    default: '60s',
  },
  balance: {
    path: '/account-information',
    at: 'response.remaining_credits',
  },
  unconfirmed: [
    'The credits of a match without a mobile number.',
    'Whether a wrong key answers 400 or 401. Both are read.',
    'The rate limit of your plan.',
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
            error: false,
            person: {
              mobile: {
                revealed: true,
                mobile: '+1 415-555-0132',
              },
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'mobile',
        credits: 10,
      },
    },
    {
      name: 'found again for free',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 200,
          body: {
            error: false,
            free_enrichment: true,
            person: {
              mobile: {
                revealed: true,
                mobile: '+1 415-555-0132',
              },
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        credits: 0,
      },
    },
    {
      name: 'hidden number',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            error: false,
            person: {
              mobile: {
                revealed: false,
                mobile: '+1 415-5**-****',
              },
            },
          },
        },
      ],
      want: {
        outcome: 'not_found',
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
          status: 400,
          body: {
            error: true,
            error_code: 'NO_MATCH',
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
          status: 401,
          body: {
            error: true,
            error_code: 'INVALID_API_KEY',
          },
        },
      ],
      want: {
        outcome: 'bad_key',
        credits: 0,
      },
    },
    {
      name: 'bad key as 400',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 400,
          body: {
            error: true,
            error_code: 'INVALID_API_KEY',
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
          status: 400,
          body: {
            error: true,
            error_code: 'INSUFFICIENT_CREDITS',
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
          headers: {
            'x-minute-reset-seconds': '12',
          },
          body: {
            error: true,
            error_code: 'RATE_LIMITED',
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
            error: false,
            person: {
              mobile: {
                revealed: true,
                mobile: '+1 415-5**-****',
              },
            },
          },
        },
      ],
      want: {
        outcome: 'no_access',
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
            error: true,
            error_code: 'INTERNAL_ERROR',
          },
        },
      ],
      want: {
        outcome: 'failed',
        credits: null,
      },
    },
  ],
};
