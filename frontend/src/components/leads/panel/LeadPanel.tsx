import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  CloseButton,
  Group,
  Menu,
  Select,
  Switch,
  TagsInput,
  Text,
  Title,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { issueMessage, type LeadPatch, leadPatchSchema, type LeadWithLookup } from '@tinygenesy/contract';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem, errorWords } from '../../../api/ApiProblem.ts';
import { useEndPhoneLookup } from '../../../api/lookups/endPhoneLookup.ts';
import { useLead } from '../../../api/leads/getLead.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { useProviderName } from '../../../api/providers/getProviders.ts';
import { useStartPhoneLookup } from '../../../api/lookups/startPhoneLookup.ts';
import { useUpdateLead } from '../../../api/leads/updateLead.ts';
import { useLookupEstimate } from '../../../api/lookups/estimatePhoneLookups.ts';
import { tellError, tellProblem } from '../../../app/notify.ts';
import { countries } from '../../../words/country.ts';
import { agoWords } from '../../../words/time.ts';
import { offeredNumber, phoneCell } from '../../../words/phone.ts';
import { useLayer } from '../../shell/layers.ts';
import { PriceQuestion } from '../../shell/PriceQuestion.tsx';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import { EditableField } from './EditableField.tsx';
import { EmailSection } from './EmailSection.tsx';
import { fieldLabel, textFields } from '../leadFields.ts';
import { LeadHistory } from './LeadHistory.tsx';
import { leadName } from '../leadName.ts';
import classes from './LeadPanel.module.css';
import { complaintWords } from '../../../words/complaint.ts';
import { readNumber, typedNumber } from '../../../words/readNumber.ts';
import { MessageSection } from './MessageSection.tsx';
import { PhoneStory } from './PhoneStory.tsx';

type SaveField = (name: keyof LeadPatch, value: unknown, seenVersion: number) => Promise<string | null>;

/** Saves one field, tells so with a way back, and says what was wrong otherwise. */
const useSaveField = (lead: LeadWithLookup): SaveField => {
  const update = useUpdateLead();

  return async (name, value, seenVersion) => {
    const valueBefore = lead[name];
    const parsed = leadPatchSchema.safeParse({ [name]: value }, { error: issueMessage });
    if (!parsed.success) {
      return complaintWords(name, parsed.error.issues[0]?.message ?? 'can’t be saved like this', fieldLabel(name));
    }
    try {
      const saved = await update.mutateAsync({
        id: lead.id,
        version: seenVersion,
        patch: parsed.data,
      });
      const id = `saved-${lead.id}-${name}`;
      const undo = (): void => {
        notifications.hide(id);
        update.mutate(
          { id: lead.id, version: saved.version, patch: { [name]: valueBefore } },
          { onError: (error) => tellError(`${fieldLabel(name)} was not set back`, error) },
        );
      };
      notifications.show({
        id,
        message: (
          <>
            {fieldLabel(name)} saved.{' '}
            <Anchor component="button" type="button" size="sm" onClick={undo}>
              Undo
            </Anchor>
          </>
        ),
      });
      return null;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) {
        notifications.show({
          color: 'yellow',
          title: 'Somebody changed this lead meanwhile',
          message: `Your change of ${fieldLabel(name).toLowerCase()} was not saved. You see the current values now; make it again if it is still right.`,
          autoClose: 15_000,
        });
        return null;
      }
      const refused = error instanceof ApiProblem ? error.fieldMessage(name) : undefined;
      if (refused !== undefined) return complaintWords(name, refused, fieldLabel(name));
      return errorWords(error);
    }
  };
};

const foundWords = (provider: string | null, source: string): string =>
  provider === 'manual' || provider === 'import'
    ? source.charAt(0).toUpperCase() + source.slice(1)
    : `Found by ${source}`;

/** A re-run may be paid again, so its price and the age of the last answer come first. */
const RerunQuestion = ({ lead, ...actions }: { lead: LeadWithLookup; onConfirm: () => void; onClose: () => void }) => {
  const estimate = useLookupEstimate({ leadIds: [lead.id], scope: 'all', force: true });
  const note = lead.phoneCheckedAt === null ? {} : { note: `Last answer: ${agoWords(lead.phoneCheckedAt)}` };
  return <PriceQuestion action="Re-run" estimate={estimate} {...note} {...actions} />;
};

const PhoneSection = ({ lead, save }: { lead: LeadWithLookup; save: SaveField }) => {
  const { data: meta } = useMeta();
  const providerName = useProviderName();
  const start = useStartPhoneLookup();
  const end = useEndPhoneLookup();
  const mode = meta?.mode ?? 'sandbox';
  const cell = phoneCell(lead, mode, providerName);
  const underWay = lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking';
  const offered = offeredNumber(lead, lead.phoneLookup, mode);
  const known = cell.number !== null && !cell.madeUp;
  const [isAsking, setIsAsking] = useState(false);
  const rerun = useRef<HTMLButtonElement>(null);

  const find = (force: boolean): void =>
    start.mutate({ lead, force }, { onError: (error) => tellError('The phone is not being looked up', error) });
  const cancel = (everyone: boolean): void =>
    end.mutate(
      { leadId: lead.id, everyone },
      {
        onError: (error) =>
          error instanceof ApiProblem && error.status === 409
            ? notifications.show({
                color: 'yellow',
                message: everyone
                  ? 'Nothing is being looked up for this lead.'
                  : 'A job wants this number, not you. Cancel for everyone to stop it.',
              })
            : tellError('The lookup was not cancelled', error),
      },
    );

  return (
    <section className={classes['section']} aria-label="Phone">
      <Group justify="space-between" mb={4}>
        <span className={classes['sectionHead']}>Phone</span>
        <Group gap={4}>
          {underWay ? (
            <>
              <Button size="compact-xs" variant="default" disabled={end.isPending} onClick={() => cancel(false)}>
                {end.isPending ? 'Cancelling…' : 'Cancel lookup'}
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon size="sm" variant="subtle" color="gray" aria-label="More about the lookup">
                    <IconDots size={14} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => cancel(true)}>Cancel for everyone, jobs too</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          ) : known || lead.phoneStatus === 'no_data' ? (
            <Button
              ref={rerun}
              size="compact-xs"
              variant="default"
              disabled={lead.doNotContact}
              aria-expanded={isAsking}
              onClick={() => setIsAsking(true)}
            >
              Re-run
            </Button>
          ) : (
            <Button size="compact-xs" disabled={lead.doNotContact} onClick={() => find(false)}>
              {cell.action === 'retry' ? 'Retry' : 'Find phone'}
            </Button>
          )}
        </Group>
      </Group>
      {isAsking && !underWay ? (
        <RerunQuestion
          lead={lead}
          onConfirm={() => {
            setIsAsking(false);
            find(true);
          }}
          onClose={() => {
            setIsAsking(false);
            rerun.current?.focus();
          }}
        />
      ) : null}
      <EditableField
        label="Number"
        type="tel"
        value={lead.phoneNumber}
        version={lead.version}
        onSave={(value, seenVersion) => save('phoneNumber', value, seenVersion)}
      />
      {cell.words === null && cell.source === null && cell.more === null ? null : (
        <Text size="xs" c={cell.tone === 'bad' ? 'red' : 'dimmed'} mb={6} role="status">
          {[cell.source === null ? null : foundWords(lead.phoneProvider, cell.source), cell.words, cell.more]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      )}
      {offered === null ? null : (
        <Group gap={6} mb={8} role="note" aria-label="Another number">
          <Text size="xs">
            {providerName(offered.provider)} found <b>{offered.number}</b>
          </Text>
          <Anchor
            component="button"
            type="button"
            size="xs"
            onClick={() => void save('phoneNumber', offered.number, lead.version)}
          >
            Use it
          </Anchor>
        </Group>
      )}
      <PhoneStory lookup={lead.phoneLookup} currency={meta?.currency ?? 'EUR'} providerName={providerName} />
    </section>
  );
};

const Fields = ({ lead, save }: { lead: LeadWithLookup; save: SaveField }) => {
  const saveAndTell = (name: 'countryCode' | 'tags' | 'doNotContact', value: unknown): void => {
    void save(name, value, lead.version).then((complaint) => {
      if (complaint !== null) {
        tellProblem(`${fieldLabel(name)} was not saved`, complaint);
      }
    });
  };
  return (
    <section className={classes['section']} aria-label="Fields">
      {textFields.map(({ name, label }) => (
        <EditableField
          key={name}
          label={label}
          value={lead[name]}
          version={lead.version}
          onSave={(value, seenVersion) => save(name, value, seenVersion)}
        />
      ))}
      <EditableField
        label="Years in role"
        value={lead.yearsInRole === null ? null : typedNumber(lead.yearsInRole)}
        version={lead.version}
        onSave={async (text, seenVersion) => {
          const read = readNumber(text);
          if (read.kind === 'unclear') return `Enter a number such as ${typedNumber(2.5)}.`;
          return save('yearsInRole', read.kind === 'blank' ? null : read.value, seenVersion);
        }}
      />
      <div className={classes['field']}>
        <span className={classes['label']} aria-hidden>
          Country
        </span>
        <Select
          size="xs"
          flex={1}
          aria-label="Country"
          searchable
          clearable
          placeholder={lead.countryRaw === null ? 'Add' : `“${lead.countryRaw}” is no country we know`}
          data={countries()}
          value={lead.countryCode}
          onChange={(value) => saveAndTell('countryCode', value)}
        />
      </div>
      <div className={classes['field']} style={{ marginTop: 4 }}>
        <span className={classes['label']} aria-hidden>
          Tags
        </span>
        <TagsInput
          size="xs"
          flex={1}
          aria-label="Tags"
          placeholder={lead.tags.length === 0 ? 'Add' : ''}
          value={lead.tags}
          onChange={(value) => saveAndTell('tags', value)}
        />
      </div>
      {Object.entries(lead.custom).map(([name, value]) => (
        <div key={name} className={classes['field']}>
          <span className={classes['label']}>{name}</span>
          <Text size="sm" px={8} py={3}>
            {value ?? '—'}
          </Text>
        </div>
      ))}
      <Switch
        mt={10}
        size="xs"
        label="Do not contact: never look up or write to this person"
        checked={lead.doNotContact}
        onChange={(event) => saveAndTell('doNotContact', event.currentTarget.checked)}
      />
    </section>
  );
};

const LeadDetails = ({ lead }: { lead: LeadWithLookup }) => {
  const save = useSaveField(lead);
  const takeEmail = async (email: string): Promise<boolean> => {
    const complaint = await save('email', email, lead.version);
    if (complaint !== null) tellProblem('The e-mail was not changed', complaint);
    return complaint === null;
  };
  const providerName = useProviderName();
  return (
    <div className={classes['body']}>
      <PhoneSection lead={lead} save={save} />
      <EmailSection lead={lead} onUse={takeEmail} />
      <MessageSection lead={lead} onSave={(value, seenVersion) => save('message', value, seenVersion)} />
      <Fields lead={lead} save={save} />
      <section className={classes['section']} aria-label="History">
        <div className={classes['sectionHead']}>History</div>
        <LeadHistory leadId={lead.id} providerName={providerName} />
      </section>
    </div>
  );
};

type LeadPanelProps = {
  leadId: number;
  /** How often the panel was asked for. The focus comes each time, not when the table's keys only change the lead. */
  calls: number;
  onClose: () => void;
};

/** One lead, over the right side of the table: what is known, how its phone was looked for, what was changed. */
export const LeadPanel = ({ leadId, calls, onClose }: LeadPanelProps) => {
  const lead = useLead(leadId);
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayer(() => panel.current, 'panel', onClose);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [calls]);
  const gone = lead.error instanceof ApiProblem && lead.error.status === 404;
  return (
    <aside ref={panel} className={classes['panel']} aria-label="Lead">
      <div className={classes['head']}>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Title order={2} size="h5" ref={heading} tabIndex={-1} data-layer-title>
            {lead.data === undefined ? `Lead ${leadId}` : leadName(lead.data)}
          </Title>
          <Text size="xs" c="dimmed">
            {[lead.data?.jobTitle, lead.data?.companyName].filter(Boolean).join(' · ')}
          </Text>
        </div>
        {lead.data?.doNotContact === true ? (
          <Badge color="red" variant="light" tt="none">
            Do not contact
          </Badge>
        ) : null}
        <CloseButton aria-label="Close the lead" onClick={onClose} />
      </div>
      {gone ? (
        <Text p="md" size="sm">
          This lead is not there. It may have been deleted; a deletion can be undone for 24 hours.
        </Text>
      ) : lead.isError && lead.data === undefined ? (
        <ErrorNote what="The lead could not be loaded" error={lead.error} onRetry={() => void lead.refetch()} />
      ) : lead.data === undefined ? (
        <Working>Loading the lead…</Working>
      ) : (
        <LeadDetails key={leadId} lead={lead.data} />
      )}
    </aside>
  );
};
