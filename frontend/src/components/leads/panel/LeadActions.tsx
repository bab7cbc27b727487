import { ActionIcon, Group, Tooltip } from '@mantine/core';
import {
  IconBrandLinkedin,
  IconCopy,
  IconMail,
  IconPhone,
  IconTrash,
  IconWorld,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Lead } from '@tinygenesy/contract';
import { useMeta } from '../../../api/session/getMeta.ts';
import { copyText } from '../../shell/copyText.ts';
import { linkedinAddress, mailAddress, phoneAddress, websiteAddress } from './leadAddresses.ts';

const iconPx = 16;

type ActionProps = { label: string; Icon: TablerIcon };

const ActionLink = ({ label, Icon, href }: ActionProps & { href: string }) => (
  <Tooltip label={label}>
    <ActionIcon
      component="a"
      href={href}
      {...(/^https?:/u.test(href) ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
      variant="default"
      aria-label={label}
    >
      <Icon size={iconPx} aria-hidden />
    </ActionIcon>
  </Tooltip>
);

const ActionButton = ({ label, Icon, onClick }: ActionProps & { onClick: () => void }) => (
  <Tooltip label={label}>
    <ActionIcon variant="default" aria-label={label} onClick={onClick}>
      <Icon size={iconPx} />
    </ActionIcon>
  </Tooltip>
);

const copy = (what: string, text: string): void =>
  copyText(text, `${what} copied.`, {
    what: `Couldn’t copy the ${what.toLowerCase()}`,
    next: `Your browser blocks copying on this page. Select the ${what.toLowerCase()} and copy it yourself.`,
  });

/**
 * What can be done with a lead. Calling and mailing are not offered for a person who must not be contacted, and no call
 * of a sandbox number, which is test data.
 */
export const LeadActions = ({ lead, onDelete }: { lead: Lead; onDelete: () => void }) => {
  const { data: meta } = useMeta();
  const mayContact = !lead.doNotContact && !lead.suppressed;
  const isSandboxNumber = lead.phoneMode === 'sandbox';
  const number = isSandboxNumber && meta?.mode === 'live' ? null : lead.phoneNumber;
  const { email } = lead;
  const linkedin = linkedinAddress(lead.linkedinUrl);
  const website = websiteAddress(lead.companyWebsite);
  return (
    <Group gap={8} role="group" aria-label="Actions">
      {number === null ? null : (
        <ActionIcon.Group>
          {mayContact && !isSandboxNumber ? (
            <ActionLink
              label={`Call ${lead.phoneFormatted ?? number}`}
              Icon={IconPhone}
              href={phoneAddress(number, lead.phoneExtension)}
            />
          ) : null}
          <ActionButton label="Copy phone number" Icon={IconCopy} onClick={() => copy('Phone number', number)} />
        </ActionIcon.Group>
      )}
      {email === null ? null : (
        <ActionIcon.Group>
          {mayContact ? <ActionLink label={`Write to ${email}`} Icon={IconMail} href={mailAddress(email)} /> : null}
          <ActionButton label="Copy email" Icon={IconCopy} onClick={() => copy('Email', email)} />
        </ActionIcon.Group>
      )}
      {linkedin === null ? null : <ActionLink label="Open LinkedIn profile" Icon={IconBrandLinkedin} href={linkedin} />}
      {website === null ? null : <ActionLink label={`Open ${lead.companyWebsite}`} Icon={IconWorld} href={website} />}
      <ActionButton label="Delete lead" Icon={IconTrash} onClick={onDelete} />
    </Group>
  );
};
