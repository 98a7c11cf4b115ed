import { drillReport } from '../../shared/describe-drill.ts';
import {
  unavailable,
  whyNotConnect,
  whyNotDisconnect,
  whyNotRetryGateway,
} from '../../shared/describe-unavailable.ts';
import { capsOf, everyShortcut, keysOf } from '../../shared/shortcuts.ts';
import type { PageState } from '../page-state.ts';
import { inGroup, type Entry } from './entry.ts';

const linkEntries = ({ gateway, app }: PageState): readonly Entry[] => {
  const entry = inGroup('Do', 'link');
  return [
    entry({
      name: 'Retry the gateway now',
      icon: 'retry',
      step: { send: { name: 'gateway.retry', input: {} } },
      unavailable: whyNotRetryGateway(gateway.state),
    }),
    entry({
      name: 'Connect to the gateway',
      step: { send: { name: 'gateway.connect', input: {} } },
      unavailable: whyNotConnect(gateway.state),
    }),
    entry({
      name: 'Disconnect from the gateway',
      step: { send: { name: 'gateway.disconnect', input: {} } },
      unavailable: whyNotDisconnect(gateway.state),
    }),
    entry({
      name: 'Connect to another gateway…',
      like: 'address url host port change',
      step: { show: { kind: 'connect' } },
      unavailable: app.practice ? unavailable.ownGateway : undefined,
    }),
  ];
};

const themeNames = { light: 'Light', dark: 'Dark', system: 'As the desktop' } as const;

const themeEntries = ({ settings }: PageState): readonly Entry[] => {
  const entry = inGroup('Do', 'settings');
  return (['light', 'dark', 'system'] as const).map((theme) =>
    entry({
      name: `Theme: ${themeNames[theme]}`,
      like: theme === 'system' ? 'automatic' : '',
      step: { send: { name: 'settings.set', input: { key: 'theme', value: theme } } },
      unavailable: theme === settings.theme ? unavailable.isSo : undefined,
    }),
  );
};

const drillEntries = ({ drill, now }: PageState): readonly Entry[] => {
  const entry = inGroup('Do', 'drill');
  const runs = drill.phase === 'running';
  const report = drill.phase === 'ended' ? drillReport(drill, now) : '';
  return [
    runs
      ? entry({ name: 'Show the drill that runs', step: { go: { view: 'drill' } } })
      : entry({ name: 'Run drill', step: { drill: 'run' } }),
    entry({
      name: 'Stop drill',
      icon: 'stop',
      step: { send: { name: 'drill.cancel', input: {} } },
      unavailable: runs ? undefined : unavailable.noDrill,
    }),
    entry({
      name: 'Copy report of the drill',
      icon: 'copy',
      step: { send: { name: 'app.copy', input: { text: report }, done: 'Copied the report.' } },
      unavailable: drill.phase === 'ended' ? undefined : unavailable.drillNeverEnded,
    }),
  ];
};

const noticeEntries = ({ app }: PageState): readonly Entry[] => {
  const entry = inGroup('Do', 'ok');
  const restart = inGroup('Do', 'retry');
  return app.notices.flatMap(({ id, title, act, report }) => [
    entry({
      id: `understood ${id}`,
      name: `Understood: ${title}`,
      step: { send: { name: 'notices.dismiss', input: { id } } },
    }),
    ...(report === undefined
      ? []
      : [
          entry({
            id: `report ${id}`,
            name: `Copy report: ${title}`,
            icon: 'copy',
            step: {
              send: { name: 'app.copy', input: { text: report }, done: 'Copied the report.' },
            },
          }),
        ]),
    ...(act === 'restart'
      ? [restart({ name: 'Restart Bulkhead', step: { send: { name: 'app.restart', input: {} } } })]
      : []),
  ]);
};

/** What only the application menu does is said with its keys. */
const menuEntries: readonly Entry[] = everyShortcut
  .filter(({ menu, role }) => menu === 'View' || role === 'close')
  .map(({ id, does, keys: [keys = ''] }) =>
    inGroup(
      'Do',
      'right',
    )({
      id: `menu ${id}`,
      name: does,
      keys: capsOf(keys).join(' '),
      step: { show: { kind: 'shortcuts' } },
      unavailable: unavailable.byKeys,
    }),
  );

const aboutEntries: readonly Entry[] = (() => {
  const about = inGroup('Do', 'unknown');
  const place = inGroup('Do', 'folder');
  return [
    about({
      name: 'About Bulkhead',
      like: 'versions which licence log folder system help',
      step: { show: { kind: 'about' } },
    }),
    about({
      name: 'Licences',
      like: 'licenses open source third party',
      step: { show: { kind: 'licences' } },
    }),
    place({
      name: 'Open log folder',
      like: 'show logs directory',
      step: { send: { name: 'app.open', input: { what: 'logs' } } },
    }),
    place({
      name: 'Open Bulkhead’s folder',
      like: 'home data directory',
      step: { send: { name: 'app.open', input: { what: 'home' } } },
    }),
  ];
})();

/** What the panel can do that belongs to no helper, credential or template. Pure. */
export const appEntries = (state: PageState): readonly Entry[] => {
  const { practice } = state.app;
  const entry = inGroup('Do', 'practice');
  return [
    ...linkEntries(state),
    ...themeEntries(state),
    ...drillEntries(state),
    ...noticeEntries(state),
    entry({
      name: 'Make a bundle…',
      icon: 'download',
      step: { show: { kind: 'bundle' } },
    }),
    entry({
      name: 'Start practice',
      step: { send: { name: 'practice.start', input: {} } },
      unavailable: practice ? unavailable.practises : undefined,
    }),
    entry({
      name: 'Leave practice',
      like: 'end stop',
      step: { send: { name: 'practice.stop', input: {} } },
      unavailable: practice ? undefined : unavailable.practisesNot,
    }),
    entry({
      name: 'Keyboard shortcuts',
      icon: 'unknown',
      keys: keysOf('shortcuts'),
      step: { show: { kind: 'shortcuts' } },
    }),
    ...aboutEntries,
    ...menuEntries,
    entry({
      name: 'Quit Bulkhead',
      icon: 'close',
      keys: keysOf('quit'),
      step: { send: { name: 'app.quit', input: {} } },
    }),
  ];
};
