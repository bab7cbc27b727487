import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** LeadMagic, from its public documentation (https://leadmagic.io/docs). Not yet tested with a real key. */
export const leadmagic: ProviderDefinitionInput = {
  schema: 1,
  id: 'leadmagic',
  name: 'LeadMagic',
  docs: 'https://leadmagic.io/docs',
  hosts: ['api.leadmagic.io'],
  auth: {
    header: 'X-API-Key',
    value: '{{key}}',
  },
  needs: [['linkedinUrl'], ['email']],
  ask: {
    method: 'POST',
    path: '/v1/people/mobile-finder',
    body: {
      profile_url: '{{linkedinUrl}}',
      work_email: '{{email}}',
    },
  },
  answer: {
    proof: 'credits_consumed',
    phones: [
      {
        at: 'mobile_number',
        type: 'mobile',
      },
    ],
  },
  price: {
    reserve: 5,
    cases: [
      {
        creditsAt: 'credits_consumed',
      },
      {
        when: 'found',
        credits: 5,
      },
    ],
  },
  limits: {
    windows: [[60, 60]],
  },
  balance: {
    path: '/v1/credits',
    at: 'credits',
  },
  unconfirmed: ['The rate limit.', 'The field of the balance.'],
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
            message: 'Mobile number found',
            credits_consumed: 5,
            mobile_number: '+1 415-555-0132',
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
      name: 'not found',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            message: 'Mobile number not found',
            credits_consumed: 0,
            mobile_number: null,
          },
        },
      ],
      want: {
        outcome: 'not_found',
        credits: 0,
      },
    },
    {
      name: 'answer not understood',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            message: 'Maintenance',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 401,
          body: {
            error: 'Unauthorized',
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
            error: 'Insufficient credits',
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
            error: 'Too many requests',
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
            credits_consumed: 0,
            mobile_number: '+1415*******',
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
