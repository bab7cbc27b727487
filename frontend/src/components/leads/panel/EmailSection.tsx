import { Anchor, Badge, Button, Group, List, Text } from '@mantine/core';
import type { LeadWithLookup } from '@tinygenesy/contract';
import { useVerifyLeadEmail } from '../../../api/emails/verifyLeadEmail.ts';
import { tellError } from '../../../app/notify.ts';
import { depthWords, emailBadge, retryWords, verdictColors } from '../../../words/email.ts';
import { momentWords } from '../../../words/time.ts';
import classes from './LeadPanel.module.css';

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What is known of a lead's e-mail: verdict, why, how deep and when, what was probably meant, and another check. */
export const EmailSection = ({
  lead,
  onUse,
}: {
  lead: LeadWithLookup;
  /** Saves another address; says whether it was taken. */
  onUse: (email: string) => Promise<boolean>;
}) => {
  const verify = useVerifyLeadEmail();
  if (lead.email === null) return null;
  const { words, isTestData, why } = emailBadge(lead);
  const busy = lead.emailCheck !== 'idle';
  const retry = lead.emailVerdict === 'unknown' ? retryWords(lead) : null;
  const suggestion = lead.emailSuggestion;
  const check = (): void => verify.mutate(lead, { onError: (error) => tellError('The e-mail was not checked', error) });
  const use = async (email: string): Promise<void> => {
    if (await onUse(email)) check();
  };

  return (
    <section className={classes['section']} aria-label="E-mail">
      <Group justify="space-between" mb={4}>
        <span className={classes['sectionHead']}>E-mail</span>
        <Button size="compact-xs" variant="default" disabled={busy || verify.isPending} onClick={check}>
          {busy || verify.isPending ? 'Checking…' : lead.emailVerdict === null ? 'Verify' : 'Check again'}
        </Button>
      </Group>
      <Group gap={8} mb={4} role="status" aria-label="Verdict">
        <Text size="sm">{lead.email}</Text>
        {words === null ? (
          <Text size="xs" c="dimmed">
            not checked yet
          </Text>
        ) : (
          <Badge
            size="sm"
            variant="light"
            tt="none"
            color={busy || lead.emailVerdict === null ? 'indigo' : verdictColors[lead.emailVerdict]}
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
      {busy ? (
        <Text size="xs" c="dimmed">
          {why}
        </Text>
      ) : (
        <List size="xs" spacing={2} aria-label="Reasons">
          {lead.emailReasons.map(({ code, text }) => (
            <List.Item key={code}>{text}</List.Item>
          ))}
          {retry === null ? null : <List.Item>{upperFirst(retry)}</List.Item>}
        </List>
      )}
      {suggestion === null || busy ? null : (
        <Group gap={6} mt={4} role="note" aria-label="Probably meant">
          <Text size="xs">
            Did you mean <b>{suggestion}</b>?
          </Text>
          <Anchor component="button" type="button" size="xs" onClick={() => void use(suggestion)}>
            Use this
          </Anchor>
        </Group>
      )}
      {lead.emailCheckedAt === null ? null : (
        <Text size="xs" c="dimmed" mt={4}>
          {[depthWords(lead.emailDepth), `Checked ${momentWords(lead.emailCheckedAt)}.`].filter(Boolean).join(' ')}
        </Text>
      )}
    </section>
  );
};
