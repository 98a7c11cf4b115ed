import { DBusError, Variant } from '@particle/dbus-next';
import * as v from 'valibot';

import type { AskShortcut } from '../../shared/state.ts';
import type { Log } from '../base/log.ts';
import { deferred, raceAbort, type Deferred } from '../base/promises.ts';
import { matchSignals, type SessionBus } from './session-bus.ts';

/** One shortcut, as it is offered to the desktop. */
export interface OfferedShortcut {
  readonly id: string;
  readonly description: string;
  /** Keys as the portal writes them, such as `CTRL+ALT+space`; the person may choose others. */
  readonly trigger: string;
}

interface PortalOptions {
  readonly appId: string;
  readonly shortcut: OfferedShortcut;
  readonly log: Log;
  /** Longest wait for each answer but that of the person. */
  readonly timeoutMs?: number;
  readonly onFound: (found: AskShortcut) => void;
  readonly onPressed: () => void;
}

const PORTAL = 'org.freedesktop.portal.Desktop';
const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts';
const portal = { destination: PORTAL, path: '/org/freedesktop/portal/desktop' } as const;
const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

const matches = [
  `type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${PORTAL}'`,
  `type='signal',sender='${PORTAL}',interface='org.freedesktop.portal.Request',member='Response'`,
  `type='signal',sender='${PORTAL}',interface='org.freedesktop.portal.Session',member='Closed'`,
  `type='signal',sender='${PORTAL}',interface='${SHORTCUTS}'`,
];

const ANSWER_WITHIN_MS = 10_000;

/** The portal, or the part of it that knows shortcuts, is not there. */
const absent = new Set(
  ['UnknownMethod', 'UnknownInterface', 'UnknownObject', 'ServiceUnknown', 'NoReply'].map(
    (name) => `org.freedesktop.DBus.Error.${name}`,
  ),
);

/** The portal, or the person, said no. */
class RefusedError extends Error {}

const ResponseSchema = v.tuple([v.number(), v.record(v.string(), v.instance(Variant))]);
const BoundSchema = v.array(v.tuple([v.string(), v.record(v.string(), v.instance(Variant))]));

const textOf = (variant: Variant | undefined): string =>
  typeof variant?.value === 'string' ? variant.value : '';

/** The keys in the portal's words; null when the shortcut is not among those. */
const triggerIn = (listed: unknown, id: string): string | null => {
  const found = v.parse(BoundSchema, listed).find(([name]) => name === id);
  return found === undefined ? null : textOf(found[1].trigger_description);
};

/**
 * Binds one shortcut by the desktop's portal on this connection, and anew with each portal that comes
 * after it. One that was refused is not offered again to the same portal, since each offer may open a
 * dialog. Settles once that is set up; rejects when the bus cannot be used.
 */
export const servePortalShortcut = async (
  bus: SessionBus,
  options: PortalOptions,
): Promise<void> => {
  const { appId, log, onFound, onPressed, shortcut, timeoutMs = ANSWER_WITHIN_MS } = options;
  const responses = new Map<string, Deferred<readonly unknown[]>>();
  let owner = '';
  let session = '';
  let attempt = new AbortController();

  const responseAt = (path: string): Deferred<readonly unknown[]> => {
    const known = responses.get(path) ?? deferred<readonly unknown[]>();
    responses.set(path, known);
    return known;
  };
  const call = (
    to: Parameters<SessionBus['call']>[0],
    signal: AbortSignal,
  ): Promise<readonly unknown[]> =>
    raceAbort(bus.call(to), AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));

  /** Results of a request, which the portal answers by a signal that may come before its reply. */
  const request = async (
    asked: { readonly member: string; readonly signature: string },
    body: readonly unknown[],
    signal: AbortSignal,
    isQuick: boolean,
  ): Promise<Readonly<Record<string, Variant>>> => {
    const to = { ...portal, interface: SHORTCUTS, ...asked, arguments: body };
    const path = v.parse(v.string(), (await call(to, signal))[0]);
    const until = isQuick ? [signal, AbortSignal.timeout(timeoutMs)] : [signal];
    const answer = await raceAbort(responseAt(path).promise, AbortSignal.any(until));
    responses.delete(path);
    const [code, results] = v.parse(ResponseSchema, answer);
    if (code !== 0) throw new RefusedError(`${asked.member} was answered with ${code}`);
    return results;
  };

  const register = async (signal: AbortSignal): Promise<void> => {
    const to = { ...portal, interface: 'org.freedesktop.host.portal.Registry', member: 'Register' };
    try {
      await call({ ...to, signature: 'sa{sv}', arguments: [appId, {}] }, signal);
    } catch (error) {
      // Portals before 1.19 find out by themselves who asks.
      if (!(error instanceof DBusError)) throw error;
      log.info('portal registers no programs', { error });
    }
  };

  const bind = async (signal: AbortSignal): Promise<string> => {
    await register(signal);
    const token = (of: string) => new Variant('s', `bulkhead_${of}`);
    const created = await request(
      { member: 'CreateSession', signature: 'a{sv}' },
      [{ handle_token: token('create'), session_handle_token: token('session') }],
      signal,
      true,
    );
    session = textOf(created.session_handle);
    const offered = {
      description: new Variant('s', shortcut.description),
      preferred_trigger: new Variant('s', shortcut.trigger),
    };
    const bound = await request(
      { member: 'BindShortcuts', signature: 'oa(sa{sv})sa{sv}' },
      [session, [[shortcut.id, offered]], '', { handle_token: token('bind') }],
      signal,
      false,
    );
    const trigger = triggerIn(bound.shortcuts?.value ?? [], shortcut.id);
    if (trigger === null) throw new RefusedError('The shortcut was left out');
    return trigger;
  };

  const offer = async (signal: AbortSignal): Promise<void> => {
    onFound({ phase: 'asking' });
    try {
      const trigger = await bind(signal);
      if (!signal.aborted) onFound({ phase: 'bound', trigger });
    } catch (error) {
      if (signal.aborted) return;
      session = '';
      log.warn('global shortcut not bound', { error });
      const isRefused =
        error instanceof RefusedError || (error instanceof DBusError && !absent.has(error.type));
      onFound({ phase: isRefused ? 'refused' : 'none' });
    }
  };

  const ownerIs = (next: string): void => {
    if (next === owner) return;
    owner = next;
    session = '';
    responses.clear();
    attempt.abort();
    attempt = new AbortController();
    if (owner === '') onFound({ phase: 'none' });
    else void offer(attempt.signal);
  };

  bus.onLost(() => attempt.abort());
  bus.onSignal(({ member, path, sender, body }) => {
    if (member === 'NameOwnerChanged' && sender === daemon.destination && body[0] === PORTAL) {
      ownerIs(v.parse(v.string(), body[2]));
      return;
    }
    if (owner === '' || sender !== owner) return;
    if (member === 'Response') responseAt(path).resolve(body);
    if (session === '') return;
    if (member === 'Activated' && body[0] === session && body[1] === shortcut.id) onPressed();
    if (member === 'ShortcutsChanged' && body[0] === session) {
      const trigger = triggerIn(body[1], shortcut.id);
      onFound(trigger === null ? { phase: 'refused' } : { phase: 'bound', trigger });
    }
    if (member === 'Closed' && path === session) {
      session = '';
      onFound({ phase: 'refused' });
    }
  });
  onFound({ phase: 'asking' });
  for (const rule of matches) await matchSignals(bus, rule);
  const found = async (member: string, signature: string, body: readonly unknown[]) => {
    try {
      const until = AbortSignal.timeout(timeoutMs);
      return await call({ ...daemon, member, signature, arguments: body }, until);
    } catch (error) {
      log.info('no portal yet', { error });
      return [];
    }
  };
  await found('StartServiceByName', 'su', [PORTAL, 0]);
  const [now] = await found('GetNameOwner', 's', [PORTAL]);
  if (typeof now === 'string') ownerIs(now);
  else if (owner === '') onFound({ phase: 'none' });
};
