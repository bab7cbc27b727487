import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** Findymail, from its public documentation (https://app.findymail.com/docs). Not yet tested with a real key. */
export const findymail: ProviderDefinitionInput = {
  schema: 1,
  id: 'findymail',
  name: 'Findymail',
  docs: 'https://app.findymail.com/docs',
  hosts: ['app.findymail.com'],
  auth: {
    header: 'Authorization',
    value: 'Bearer {{key}}',
  },
  needs: [['linkedinUrl']],
  ask: {
    method: 'POST',
    path: '/api/search/phone',
    body: {
      linkedin_url: '{{linkedinUrl}}',
    },
  },
  rules: [
    {
      status: 404,
      then: 'not_found',
    },
  ],
  answer: {
    phones: [
      {
        each: '$',
        number: 'phone',
        typeAt: 'line_type',
        types: {
          mobile: 'mobile',
        },
      },
    ],
  },
  price: {
    reserve: 10,
    cases: [
      {
        when: 'found',
        credits: 10,
      },
    ],
  },
  balance: {
    path: '/api/credits',
    at: 'credits',
  },
  unconfirmed: [
    'The errors and the rate limits.',
    'An empty answer. It counts as “not understood” until its form is known.',
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
            phone: '+1 415-555-0132',
            line_type: 'mobile',
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
      name: 'not found',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 404,
          body: {
            message: 'Not found',
          },
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 0,
      },
    },
    {
      name: 'empty answer',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 200,
          body: {
            phone: null,
          },
        },
      ],
      want: {
        outcome: 'failed',
        credits: null,
      },
    },
    {
      name: 'bad key',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 401,
          body: {
            message: 'Unauthenticated',
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
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 402,
          body: {
            error: 'Not enough credits',
          },
        },
      ],
      want: {
        outcome: 'out_of_credits',
        credits: 0,
      },
    },
    {
      name: 'region excluded',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 451,
          body: {
            error: 'Unavailable for legal reasons',
          },
        },
      ],
      want: {
        outcome: 'opted_out',
        credits: 0,
      },
    },
    {
      name: 'rate limited',
      lead: {
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 429,
          body: {
            message: 'Too Many Attempts',
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
        linkedinUrl: 'https://www.linkedin.com/in/example',
      },
      got: [
        {
          status: 200,
          body: {
            phone: '+1 415…',
            line_type: 'mobile',
          },
        },
      ],
      want: {
        outcome: 'no_access',
      },
    },
  ],
};
