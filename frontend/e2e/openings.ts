import type { Visit } from './visit';

interface Opening {
  name: string;
  /** Where it is. */
  path: string;
  open: (visit: Visit) => Promise<void>;
  /** What shows that it is open. */
  shown: string;
}

const tags = '/repository?name=team%2Fweb';

const menuOf = (tag: string) => (visit: Visit) => visit.button(`Open menu: ${tag}`).click();

const choose = (visit: Visit) => visit.page.locator('main').getByRole('checkbox').last().check();

const inBar = (visit: Visit) => visit.page.getByRole('banner').getByRole('button');

/** What opens over a screen or in it: menus, dialogs, fields. */
export const openings: Opening[] = [
  { name: 'account menu', path: '/', open: (visit) => inBar(visit).last().click(), shown: 'My account' },
  {
    name: 'language menu',
    path: '/',
    open: async (visit) => {
      const button = inBar(visit).filter({ hasText: 'English' });
      await ((await button.count()) > 0 ? button : inBar(visit).last()).click();
    },
    shown: '中文',
  },
  {
    name: 'main menu',
    path: '/repositories',
    open: async (visit) => {
      if (!(await visit.entry('Groups').isVisible())) await inBar(visit).first().click();
    },
    shown: 'Groups',
  },
  {
    name: 'details of an entry of the audit log',
    path: '/audit',
    open: async (visit) => {
      const details = visit.button('User created').first();
      if (await details.isVisible()) await details.click();
    },
    shown: 'ci-bot',
  },
  { name: 'menu of a tag', path: tags, open: menuOf('v1.5.0'), shown: 'docker pull by digest' },
  {
    name: 'deletion of a tag',
    path: tags,
    open: async (visit) => {
      await menuOf('v1.5.0')(visit);
      await visit.page.getByRole('menuitem', { name: 'Delete' }).click();
    },
    shown: 'Tags that go',
  },
  { name: 'chosen tags', path: tags, open: choose, shown: '1 item selected' },
  {
    name: 'deletion of chosen tags',
    path: tags,
    open: async (visit) => {
      await choose(visit);
      await visit.page.getByRole('button', { name: 'Delete', exact: true }).click();
    },
    shown: 'Tags that go',
  },
  {
    name: 'deletion of a repository',
    path: tags,
    open: (visit) => visit.button('Delete the repository').click(),
    shown: 'Type the name of the repository to confirm',
  },
  {
    name: 'filters of tags',
    path: tags,
    open: (visit) => visit.button('Filters').click(),
    shown: 'Pushed since',
  },
  {
    name: 'filters of users',
    path: '/users',
    open: async (visit) => {
      await visit.button('Filters').click();
      await visit.page.getByRole('combobox', { name: /^Role/ }).click();
    },
    shown: 'Administrator',
  },
  {
    name: 'filters of rules',
    path: '/access',
    open: async (visit) => {
      await visit.button('Filters').click();
      await visit.page.getByRole('combobox', { name: 'Group' }).click();
    },
    shown: 'operations',
  },
  {
    name: 'account',
    path: '/users',
    open: (visit) => visit.text('alice').click(),
    shown: 'What this account may do',
  },
  {
    name: 'choice of who',
    path: '/access/create',
    open: (visit) => visit.field(/^Who/).click(),
    shown: 'ci-bot',
  },
  {
    name: 'revocation of a token',
    path: '/profile',
    open: (visit) => visit.button('Revoke').first().click(),
    shown: 'The client has to sign in again.',
  },
  {
    name: 'raw manifest',
    path: '/image?repository=team%2Fweb&tag=v1.5.0',
    open: (visit) => visit.button('Show the manifest').click(),
    shown: '"schemaVersion"',
  },
];
