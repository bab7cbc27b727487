import { ActionIcon, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { Outlet } from 'react-router';
import { useLiveStatus } from '../../api/live/liveContext.ts';
import { CsvImportModal } from '../CsvImportModal.tsx';
import { useImportAddress } from '../imports/useImportAddress.ts';
import { JobEnds } from '../jobs/dock/JobEnds.tsx';
import { JobsDock } from '../jobs/dock/JobsDock.tsx';
import { Banners } from './Banners.tsx';
import { ColorSchemeMenu } from './ColorSchemeMenu.tsx';
import { GlobalSearch } from './GlobalSearch.tsx';
import { JobsButton } from './JobsButton.tsx';
import { LivePill } from './LivePill.tsx';
import { dialogLater } from './loadLater.tsx';
import { PageTitle } from './PageTitle.tsx';
import { Rail } from './Rail.tsx';
import { ServerGate } from './ServerGate.tsx';
import classes from './Shell.module.css';
import { ShortcutsModal } from './ShortcutsModal.tsx';

const AddLeadModal = dialogLater(
  'Add lead',
  async () => (await import('../leads/addLead/AddLeadModal.tsx')).AddLeadModal,
);

/** Header, menu and dialogs around every page. */
export const Shell = () => {
  const [adding, add] = useDisclosure(false);
  const { show } = useImportAddress();
  const importCsv = (): void => show('new');
  return (
    <div className={classes['shell']} data-page data-live={useLiveStatus().state}>
      <ServerGate>
        <header className={classes['head']}>
          <Text fw={700} className={classes['brand']}>
            TinyGenesy
          </Text>
          <GlobalSearch />
          <div className={classes['spring']} />
          <LivePill />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFileImport size={14} />}
            onClick={importCsv}
            visibleFrom="sm"
          >
            Import
          </Button>
          <ActionIcon variant="default" hiddenFrom="sm" aria-label="Import" onClick={importCsv}>
            <IconFileImport size={16} />
          </ActionIcon>
          <Button
            size="xs"
            leftSection={<IconPlus size={14} />}
            onClick={add.open}
            onPointerEnter={AddLeadModal.preload}
            onFocus={AddLeadModal.preload}
            visibleFrom="sm"
          >
            Add lead
          </Button>
          <ActionIcon
            hiddenFrom="sm"
            aria-label="Add lead"
            onClick={add.open}
            onPointerEnter={AddLeadModal.preload}
            onFocus={AddLeadModal.preload}
          >
            <IconPlus size={16} />
          </ActionIcon>
          <JobsButton />
          <ColorSchemeMenu />
        </header>
        <Banners />
        <div className={classes['body']}>
          <Rail />
          <main className={classes['main']} tabIndex={-1} data-focus-home>
            <Outlet context={{ addLead: add.open, importCsv } satisfies ShellContext} />
          </main>
          <JobsDock />
        </div>
        <JobEnds />
        <PageTitle />
        {adding ? <AddLeadModal onClose={add.close} /> : null}
        <CsvImportModal />
        <ShortcutsModal />
      </ServerGate>
    </div>
  );
};

/** Actions that pages can run. */
export type ShellContext = { addLead: () => void; importCsv: () => void };
