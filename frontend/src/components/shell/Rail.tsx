import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import {
  IconDots,
  IconFileImport,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconMessage,
  IconPlugConnected,
  IconStack2,
  IconTrash,
  IconUserOff,
  IconUsers,
} from '@tabler/icons-react';
import { Link, NavLink, useLocation } from 'react-router';
import { screenTitles } from './screenTitles.ts';
import classes from './Shell.module.css';
import { useLastSearch } from './useLastSearch.ts';

/** On a small screen the entries of the second list are in a menu. */
const entries = [
  { to: '/leads', label: screenTitles['/leads'], icon: IconUsers },
  { to: '/jobs', label: screenTitles['/jobs'], icon: IconStack2 },
  { to: '/imports', label: screenTitles['/imports'], icon: IconFileImport },
  { to: '/messages', label: screenTitles['/messages'], icon: IconMessage },
] as const;
const furtherEntries = [
  { to: '/suppression', label: screenTitles['/suppression'], icon: IconUserOff },
  { to: '/providers', label: screenTitles['/providers'], icon: IconPlugConnected },
  { to: '/deleted', label: screenTitles['/deleted'], icon: IconTrash },
] as const;

type Entry = (typeof entries | typeof furtherEntries)[number];

type EntryLinkProps = { entry: Entry; search: string; collapsed: boolean };

const EntryLink = ({ entry: { to, label, icon: Icon }, search, collapsed }: EntryLinkProps) => (
  <Tooltip label={label} position="right" disabled={!collapsed}>
    <NavLink to={{ pathname: to, search }} className={classes['entry'] ?? ''} aria-label={label}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={classes['entryWord']}>{label}</span>
    </NavLink>
  </Tooltip>
);

/** Further entries on a small screen. */
const MoreMenu = () => {
  const { pathname } = useLocation();
  return (
    <Menu position="top-end">
      <Menu.Target>
        <UnstyledButton
          className={`${classes['entry']} ${classes['onlyNarrow']}`}
          aria-current={furtherEntries.some(({ to }) => to === pathname) ? 'page' : undefined}
        >
          <IconDots size={18} stroke={1.6} aria-hidden />
          <span className={classes['entryWord']}>More</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {furtherEntries.map(({ to, label, icon: Icon }) => (
          <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={16} stroke={1.6} aria-hidden />}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** The places of the product: at the left, or along the bottom of a small screen. */
export const Rail = () => {
  const [collapsed, setCollapsed] = useLocalStorage({ key: 'tinygenesy.rail-collapsed', defaultValue: false });
  const searchOf = useLastSearch();
  return (
    <nav className={classes['rail']} data-collapsed={collapsed || undefined} aria-label="Main">
      {entries.map((entry) => (
        <EntryLink key={entry.to} entry={entry} search={searchOf(entry.to)} collapsed={collapsed} />
      ))}
      <div className={classes['onlyWide']}>
        {furtherEntries.map((entry) => (
          <EntryLink key={entry.to} entry={entry} search={searchOf(entry.to)} collapsed={collapsed} />
        ))}
      </div>
      <MoreMenu />
      <UnstyledButton
        className={`${classes['entry']} ${classes['collapse']}`}
        onClick={() => setCollapsed(!collapsed)}
        aria-label={collapsed ? 'Expand menu' : 'Collapse menu'}
        aria-expanded={!collapsed}
      >
        {collapsed ? (
          <IconLayoutSidebarLeftExpand size={18} stroke={1.6} aria-hidden />
        ) : (
          <IconLayoutSidebarLeftCollapse size={18} stroke={1.6} aria-hidden />
        )}
        <span className={classes['entryWord']}>Collapse</span>
      </UnstyledButton>
    </nav>
  );
};
