import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ImportFix, ImportProblem, ImportTarget } from '@tinygenesy/contract';
import { count } from '../../../words/numbers.ts';

/** The only issue that can be repaired automatically: text that was decoded with a wrong encoding. */
const repairable = 'mojibake';

/** Rows with this issue are imported if a setting allows it. */
const withoutEmail = 'missing_email';

/** Fields whose value belongs to one lead, so one value for many leads is not offered. */
const personal: readonly ImportTarget[] = ['email', 'phoneNumber', 'linkedinUrl'];

type ProblemActionsProps = {
  problem: ImportProblem;
  target: ImportTarget | null;
  isChosen: boolean;
  onShow: () => void;
  onFix: (fix: ImportFix) => void;
  onAllowWithoutEmail: () => void;
  onSetValue: () => void;
};

/** Shows the rows of an issue, repairs them where that is possible, and has other corrections in a menu. */
export const ProblemActions = ({
  problem,
  target,
  isChosen,
  onShow,
  onFix,
  onAllowWithoutEmail,
  onSetValue,
}: ProblemActionsProps) => {
  const { code, severity, example } = problem;
  const at = target === null ? {} : { field: target };
  const isOne = problem.count === 1;
  const hasText = example.value !== null && example.value !== '';
  const showWords = `Show ${count(problem.count)} ${isOne ? 'row' : 'rows'}`;
  return (
    <Group gap={6} mt={8} wrap="nowrap" align="end" justify="space-between">
      <Group gap={6}>
        {code === repairable ? (
          <Button size="compact-xs" onClick={() => onFix({ code, action: 'repair', ...at })}>
            Repair text
          </Button>
        ) : null}
        {code === withoutEmail ? (
          <Button size="compact-xs" onClick={onAllowWithoutEmail}>
            Import without email
          </Button>
        ) : null}
        <Button size="compact-xs" variant="default" aria-pressed={isChosen} onClick={onShow}>
          {isChosen ? 'Show all rows' : showWords}
        </Button>
      </Group>
      {severity === 'note' ? null : (
        <Menu position="bottom-end" shadow="md" keepMounted={false}>
          <Menu.Target>
            <ActionIcon size={22} variant="subtle" color="gray" aria-label={`More corrections: ${problem.text}`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {target === null || personal.includes(target) ? null : (
              <Menu.Item onClick={onSetValue}>{isOne ? 'Set a value' : 'Set one value for these rows'}</Menu.Item>
            )}
            {target === null || !hasText ? null : (
              <Menu.Item onClick={() => onFix({ code, action: 'blank', ...at })}>
                {isOne ? 'Clear this cell' : 'Clear these cells'}
              </Menu.Item>
            )}
            <Menu.Item onClick={() => onFix({ code, action: 'skip', ...at })}>
              {isOne ? 'Skip this row' : 'Skip these rows'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
};
