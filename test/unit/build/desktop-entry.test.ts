import { expect, it } from 'vitest';

import { packageConfiguration, startedByLauncher } from '../../../build/package/configuration.mjs';

it('starts the installed app by the launcher, which makes its environment safe', () => {
  const entry = (command: string): string =>
    `[Desktop Entry]\nName=Bulkhead\nExec=${command} %U\nTerminal=false\n`;
  expect(startedByLauncher(entry('/opt/Bulkhead/bulkhead'))).toBe(
    entry('/opt/Bulkhead/bulkhead-start'),
  );
});

it('starts the actions of the entry by it too', () => {
  const { linux } = packageConfiguration({ version: '1.0.0', folder: '/e', kind: 'official' });
  const actions: unknown = linux?.desktop?.desktopActions;
  expect(actions).toMatchObject({
    Ask: { Exec: '/opt/Bulkhead/bulkhead-start --ask' },
    Quit: { Exec: '/opt/Bulkhead/bulkhead-start --quit' },
  });
});
