import type { Provider } from '@tinygenesy/contract';
import { useAddProvider } from '../../api/providers/addProvider.ts';
import { DefinitionEditor } from './DefinitionEditor.tsx';

/** A definition to start from: complete except for the provider's own names. */
const start = `schema: 1
id: my-provider
name: My provider
docs: https://docs.example.com
hosts: [api.example.com]
auth: { header: X-Api-Key, value: "{{key}}" }
needs: [[linkedinUrl], [email]]
ask:
  method: POST
  path: /v1/phone
  body: { linkedin: "{{linkedinUrl}}", email: "{{email}}" }
answer:
  proof: person
  phones: [{ at: person.mobile, type: mobile }]
price: { reserve: 1, cases: [{ when: found, credits: 1 }] }
examples:
  - name: found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: "+1 415-555-0132" } } }]
    want: { outcome: found, phone: "+14155550132", credits: 1 }
  - name: not found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: null } } }]
    want: { outcome: not_found, credits: 0 }
  - name: bad key
    lead: { email: a@example.com }
    got: [{ status: 401, body: { error: unauthorized } }]
    want: { outcome: bad_key }
`;

const words = {
  save: 'Add provider',
  saving: 'Adding…',
  anyway: 'Add anyway',
  failed: 'Couldn’t add the provider',
};

/** Editor of a new provider's definition. */
export const NewDefinition = ({ onAdded }: { onAdded: (provider: Provider) => void }) => {
  const add = useAddProvider();
  return (
    <DefinitionEditor
      initial={start}
      words={words}
      isSaving={add.isPending}
      error={add.error}
      onSave={(definition, acceptFailedExamples) =>
        add.mutate({ definition, acceptFailedExamples }, { onSuccess: onAdded })
      }
    />
  );
};
