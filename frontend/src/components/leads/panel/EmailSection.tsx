import { Anchor, Badge, Button, Group, List, Text } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { useVerifyLeadEmail } from '../../../api/emails/verifyLeadEmail.ts';
import { tellError } from '../../../app/notify.ts';
import { depthWords, emailBadge, retryWords, verdictColors } from '../../../words/email.ts';
import { momentWords } from '../../../words/time.ts';
import { EditableField } from './EditableField.tsx';
import classes from './LeadPanel.module.css';
import { saveOrTell } from './refusal.ts';
import type { SaveField } from './refusal.ts';

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const EmailStatus = ({ lead }: { lead: Lead }) => {
  const { words, isTestData } = emailBadge(lead);
  const isChecking = lead.emailCheck !== 'idle';
  return (
    <Group gap={8} mb={4} role="status" aria-label="Email status">
      {words === null ? (
        <Text size="xs" c="dimmed">
          not verified
        </Text>
      ) : (
        <Badge
          size="sm"
          variant="light"
          tt="none"
          color={isChecking || lead.emailVerdict === null ? 'indigo' : verdictColors[lead.emailVerdict]}
        >
          {words}
        </Badge>
      )}
      {isTestData ? (
        <Badge size="sm" variant="outline" tt="none" color="gray">
          test data
        </Badge>
      ) : null}
    </Group>
  );
};

/** The step of a running verification; otherwise the reasons of the status and the time of the next attempt. */
const Reasons = ({ lead }: { lead: Lead }) => {
  if (lead.emailCheck !== 'idle') {
    return (
      <Text size="xs" c="dimmed">
        {emailBadge(lead).why}
      </Text>
    );
  }
  const retry = lead.emailVerdict === 'unknown' ? retryWords(lead) : null;
  return lead.emailReasons.length === 0 && retry === null ? null : (
    <List size="xs" spacing={2} aria-label="Reasons">
      {lead.emailReasons.map(({ code, text }) => (
        <List.Item key={code}>{text}</List.Item>
      ))}
      {retry === null ? null : <List.Item>{upperFirst(retry)}</List.Item>}
    </List>
  );
};

const Suggestion = ({ suggestion, onUse }: { suggestion: string; onUse: () => void }) => (
  <Group gap={6} mt={4} role="note" aria-label="Suggested email">
    <Text size="xs">
      Did you mean <b>{suggestion}</b>?
    </Text>
    <Anchor component="button" type="button" size="xs" onClick={onUse}>
      Use this email
    </Anchor>
  </Group>
);

type EmailSectionProps = {
  lead: Lead;
  save: SaveField;
};

/** A lead's email: status, reasons, depth and time of the verification, a likely correction, and another run. */
export const EmailSection = ({ lead, save }: EmailSectionProps) => {
  const verify = useVerifyLeadEmail();
  const isChecking = lead.emailCheck !== 'idle';
  const suggestion = lead.emailSuggestion;
  const start = (): void => verify.mutate(lead, { onError: (error) => tellError('Couldn’t verify the email', error) });
  const use = async (email: string): Promise<void> => {
    if (await saveOrTell(save, 'email', email, lead.version)) start();
  };

  return (
    <section className={classes['section']} aria-label="Email">
      <Group justify="space-between" mb={4}>
        <h3 className={classes['sectionHead']}>Email</h3>
        {lead.email === null ? null : (
          <Button size="compact-xs" variant="default" disabled={isChecking || verify.isPending} onClick={start}>
            {isChecking || verify.isPending ? 'Verifying…' : lead.emailVerdict === null ? 'Verify' : 'Verify again'}
          </Button>
        )}
      </Group>
      <EditableField
        label="Email"
        type="email"
        value={lead.email}
        version={lead.version}
        onSave={(value, seenVersion) => save('email', value, seenVersion)}
      />
      {lead.email === null ? null : <EmailStatus lead={lead} />}
      <Reasons lead={lead} />
      {suggestion === null || isChecking ? null : (
        <Suggestion suggestion={suggestion} onUse={() => void use(suggestion)} />
      )}
      {lead.emailCheckedAt === null ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          {[depthWords(lead.emailDepth), `Verified ${momentWords(lead.emailCheckedAt)}.`].filter(Boolean).join(' ')}
        </Text>
      )}
    </section>
  );
};
