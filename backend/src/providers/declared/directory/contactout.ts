import type { ProviderDefinitionInput } from '@tinygenesy/contract';

/** ContactOut, from its public documentation (https://api.contactout.com). Not yet tested with a real key. */
export const contactout: ProviderDefinitionInput = {
  schema: 1,
  id: 'contactout',
  name: 'ContactOut',
  docs: 'https://api.contactout.com',
  hosts: ['api.contactout.com'],
  auth: {
    header: 'token',
    value: '{{key}}',
  },
  needs: [['linkedinUrl'], ['email'], ['fullName', 'companyName'], ['fullName', 'companyDomain']],
  ask: {
    method: 'POST',
    path: '/v1/people/enrich',
    body: {
      linkedin_url: '{{linkedinUrl}}',
      email: '{{email}}',
      full_name: '{{fullName}}',
      company: ['{{companyName}}'],
      company_domain: ['{{companyDomain}}'],
      include: ['phone'],
    },
  },
  rules: [
    {
      status: 404,
      then: 'not_found',
    },
    {
      status: 403,
      then: 'bad_key',
    },
    {
      at: 'profile.url',
      has: 'example-person',
      then: 'no_access',
    },
    {
      status: '2xx',
      at: 'profile',
      there: false,
      then: 'not_found',
    },
  ],
  answer: {
    proof: 'profile',
    phones: [
      {
        at: 'profile.phone[*]',
        type: 'other',
      },
    ],
  },
  price: {
    reserve: 2,
    cases: [
      {
        when: 'found',
        credits: 2,
      },
      {
        when: 'read',
        credits: 1,
      },
    ],
  },
  unconfirmed: ['The rate limits.', 'The mark of the sample person that a key without credits receives.'],
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
            status_code: 200,
            profile: {
              url: 'https://www.linkedin.com/in/example',
              phone: ['+14155550132'],
            },
          },
        },
      ],
      want: {
        outcome: 'found',
        phone: '+14155550132',
        type: 'other',
        credits: 2,
      },
    },
    {
      name: 'profile without a number',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            status_code: 200,
            profile: {
              url: 'https://www.linkedin.com/in/example',
              phone: [],
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
          status: 404,
          body: {
            status_code: 404,
            message: 'Not Found',
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
          status: 403,
          body: {
            message: 'Forbidden',
          },
        },
      ],
      want: {
        outcome: 'bad_key',
        credits: 0,
      },
    },
    {
      name: 'sample person',
      lead: {
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            profile: {
              url: 'https://www.linkedin.com/in/example-person',
              phone: ['+14155550199'],
            },
          },
        },
      ],
      want: {
        outcome: 'no_access',
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
            message: 'Out of credits',
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
        email: 'a@example.com',
      },
      got: [
        {
          status: 200,
          body: {
            profile: {
              url: 'https://www.linkedin.com/in/example',
              phone: ['+1415555****'],
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
