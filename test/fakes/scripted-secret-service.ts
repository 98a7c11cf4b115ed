import { Message, sessionBus, Variant } from '@particle/dbus-next';

/** How the scripted password store behaves. */
export type SecretServiceScript =
  | { readonly kind: 'collection'; readonly locked: unknown }
  | { readonly kind: 'no-collection' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'nonsense' };

/** A password store on a bus: answers `ReadAlias` and `Locked` as its script says. */
export const startSecretService = async (
  busAddress: string,
  script: SecretServiceScript,
): Promise<{ readonly asked: string[]; close(): void }> => {
  const bus = sessionBus({ busAddress });
  bus.on('error', () => undefined);
  const asked: string[] = [];
  bus.addMethodHandler((call: Message): boolean => {
    if (!call.path.startsWith('/org/freedesktop/secrets')) return false;
    asked.push(call.member);
    if (script.kind === 'silent') return true;
    if (script.kind === 'nonsense') {
      bus.send(Message.newMethodReturn(call, 's', ['not a path']));
    } else if (call.member === 'ReadAlias') {
      const path = script.kind === 'collection' ? '/org/freedesktop/secrets/collection/login' : '/';
      bus.send(Message.newMethodReturn(call, 'o', [path]));
    } else if (script.kind === 'collection') {
      const type = typeof script.locked === 'boolean' ? 'b' : 's';
      bus.send(Message.newMethodReturn(call, 'v', [new Variant(type, script.locked)]));
    }
    return true;
  });
  await bus.requestName('org.freedesktop.secrets', 0);
  return {
    asked,
    close: () => {
      bus.disconnect();
    },
  };
};
