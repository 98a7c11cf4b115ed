import type { CommandInput } from '../../shared/contract.ts';
import { failure } from '../../shared/failure.ts';
import { readGatewayAddress } from '../../shared/gateway-address.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { keysOfScope } from '../../shared/setting-groups.ts';
import type { Clock } from '../base/clock.ts';
import { invalidInput, unknownId } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import type { accountCommands } from '../credentials/accounts/account-commands.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { createGatewayTokens } from '../credentials/vault/gateway-secrets.ts';
import { gatewayUrl } from '../gateway/address/gateway-url.ts';
import type { GatewayLink } from '../gateway/link/gateway-link.ts';
import type { Bundles } from '../bundle/bundles.ts';
import type { Drill } from '../drill/drill.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import type { HistoryArchive } from '../helpers/history/archive.ts';
import type { CommandHandlers } from '../ports/commands.ts';
import type { DesktopPort } from '../ports/desktop-port.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import { createCredentialCommands } from './credential-commands.ts';
import { createHistoryCommands } from './history-commands.ts';
import type { PanelMode } from './host.ts';
import type { ProgramSearch } from './program.ts';
import { importTemplates, previewTemplates } from './import-templates.ts';
import { remindLater } from './remind-later.ts';
import { saveTemplate } from './save-template.ts';
import type { SessionFeed } from './session-feed.ts';
import { prepareSpawn, preflightSpawn, spawnHelper } from './spawn.ts';
import type { PanelStore } from './store.ts';
import { exportTemplates, openTemplates } from './template-files.ts';

/** The parts that commands act on. */
export interface CommandParts {
  readonly store: PanelStore;
  readonly link: GatewayLink;
  readonly fleet: HelperFleet;
  readonly archive: HistoryArchive;
  readonly credentials: Credentials;
  readonly accountCommands: ReturnType<typeof accountCommands>;
  readonly gatewayTokens: ReturnType<typeof createGatewayTokens>;
  readonly settings: SettingsModel;
  readonly sessions: SessionFeed;
  readonly program: ProgramSearch;
  readonly desktop: DesktopPort;
  readonly drill: Drill;
  readonly bundles: Bundles;
  /** How a folder that somebody names is looked at. */
  readonly looks: Pick<Looks, 'look' | 'readFile'>;
  /** Where a helper works when neither the person nor its template names a folder. */
  readonly personHome: string;
  /** BULKHEAD_HOME. */
  readonly home: string;
  readonly clock: Clock;
  /** The person's own; the way to providers is in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted once the panel closes. */
  readonly closing: AbortSignal;
  readonly switchTo: (mode: PanelMode) => Promise<Reply<null>>;
}

const done = (act: () => void): Reply<null> => {
  act();
  return ok(null);
};

/** Keeps the gateway's address and token, and tries them. */
const configureGateway = async (
  { gatewayTokens, settings, link }: Pick<CommandParts, 'gatewayTokens' | 'settings' | 'link'>,
  given: CommandInput<'gateway.configure'>,
): Promise<Reply<null>> => {
  const { token } = given;
  // A token is kept by its address, however that is written.
  const url = given.url === null ? null : (gatewayUrl(given.url) ?? given.url);
  if (url === null && typeof token === 'string') {
    const what = 'A token goes to one address only: say which.';
    return invalidInput(what);
  }
  // The token first: a new address is tried as soon as it is set.
  if (url !== null && token === null) await gatewayTokens.clear(url);
  const kept =
    url !== null && typeof token === 'string' ? await gatewayTokens.write(url, token) : null;
  const set = settings.set('gatewayUrl', url);
  link.reconfigured();
  // Both are tried all the same: memory keeps what the disk does not.
  const unsaved = kept?.failure ?? null;
  if (!set.ok || unsaved === null) return set;
  return failed(failure({ kind: 'storage', what: 'the gateway token' }, unsaved.detail));
};

/** Shows the window, on a helper that is there where one is named: nothing else is done with it. */
const showWindow = (
  { desktop, store }: Pick<CommandParts, 'desktop' | 'store'>,
  helper: string | null,
): Reply<null> => {
  if (helper === null) return done(() => desktop.show(null));
  if (!store.get().helpers.some(({ id }) => id === helper)) return unknownId(`helper ${helper}`);
  return done(() => desktop.show({ view: 'helper', id: helper }));
};

/** One entry per command; what is more than a line is a part's own business. */
export const createCommandHandlers = (parts: CommandParts): CommandHandlers => {
  const { store, link, fleet, settings, sessions, desktop, drill, bundles, clock } = parts;
  const now = (): number => clock.now();
  const configure: CommandHandlers['gateway.configure'] = (given) => configureGateway(parts, given);
  return {
    'gateway.retry': () => done(() => link.tryNow()),
    'gateway.connect': () => done(() => link.tryNow()),
    'gateway.disconnect': () => done(() => link.disconnect()),
    'gateway.configure': configure,
    'helpers.spawn': (input, origin) => spawnHelper(parts, input, origin),
    'helpers.stop': ({ id }) => fleet.stop(id),
    'helpers.retry': ({ id }) => fleet.retry(id),
    'helpers.continue': ({ id, how }) => fleet.continue(id, how),
    'helpers.remove': ({ id }) => fleet.remove(id),
    'helpers.restore': ({ id }) => fleet.restore(id),
    'helpers.output': ({ id, from }) => fleet.output(id, from),
    ...createHistoryCommands(parts.archive),
    ...createCredentialCommands({
      ...parts,
      now,
      configureGateway: configure,
      copy: (text) => desktop.copy(text),
    }),
    'credentials.remind': ({ id }) => remindLater(store, id, now()),
    'helpers.preflight': (input) => preflightSpawn(parts, input),
    'helpers.prepare': (input) => prepareSpawn(parts, input),
    'templates.save': ({ template }) => saveTemplate(parts, template),
    'templates.read': ({ text }) => previewTemplates(parts, text),
    'templates.import': ({ text }) => importTemplates(parts, text),
    'templates.open': () => openTemplates(parts),
    'templates.export': (input) => exportTemplates(parts, input),
    'templates.remove': ({ id }) => settings.removeTemplate(id),
    'settings.set': ({ key, value }) => {
      // A token that came with the address is no setting.
      const named = key === 'gatewayUrl' && typeof value === 'string' ? value : '';
      const read = readGatewayAddress(named);
      if (read?.namesUser !== false || read.secret === null) return settings.set(key, value);
      return configureGateway(parts, { url: read.url, token: read.secret });
    },
    'settings.reset': ({ scope }) => settings.reset(keysOfScope(scope)),
    'settings.restore': ({ values }) => settings.restore(values),
    'sessions.list': () => ok(sessions.all()),
    'state.get': () => ok(store.get()),
    'practice.start': () => parts.switchTo('practice'),
    'practice.stop': () => parts.switchTo('real'),
    'drill.run': ({ only }) => ok(drill.run(only)),
    'drill.cancel': async () => {
      await drill.cancel();
      return ok(null);
    },
    'bundle.make': () => bundles.make(),
    'bundle.save': () => bundles.save(),
    'notices.dismiss': ({ id }) => done(() => store.dismiss(id)),
    'notices.test': async () => ok(await desktop.testNotice()),
    'app.show': ({ helper }) => showWindow(parts, helper),
    'ask.open': ({ templateId }) => done(() => desktop.ask.open(templateId)),
    'ask.keep': (draft) => done(() => desktop.ask.keep(draft)),
    'ask.close': () => done(() => desktop.ask.close()),
    'app.quit': () =>
      done(() => {
        // The answer leaves before the socket that carries it is closed.
        setImmediate(() => desktop.quit());
      }),
    'app.restart': () => done(() => desktop.restart()),
    'app.choose-folder': async ({ from }) => {
      // A dialog that begins in a folder that does not answer would not answer either.
      const found = from === null ? null : await parts.looks.look(from);
      return ok(await desktop.chooseFolder(found?.kind === 'folder' ? from : null));
    },
    'app.autostart': ({ on }) => desktop.autostart(on),
    'app.about': async () => ok(await desktop.about.facts()),
    'app.licences': () => desktop.about.licences(),
    'app.open': ({ what }) => desktop.about.open(what),
    'app.copy': async ({ text }) => {
      await desktop.copy(text);
      return ok(null);
    },
  };
};
