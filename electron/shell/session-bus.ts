import { EventEmitter } from 'node:events';

import { Message, MessageType, sessionBus, type MessageBus } from '@particle/dbus-next';

import { aborted, raceAbort } from '../base/promises.ts';

/** One call on a bus. `arguments` are as the signature says. */
export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly arguments?: readonly unknown[];
}

/** A signal; `sender` is the unique name of who sent it, or the bus itself. */
export interface BusSignal {
  readonly member: string;
  readonly path: string;
  readonly sender: string;
  readonly body: readonly unknown[];
}

/** A connection to the desktop's session bus. */
export interface SessionBus {
  /** The body of the reply; rejects with the bus's error, or when the connection is lost. */
  call(call: BusCall): Promise<readonly unknown[]>;
  onSignal(listener: (signal: BusSignal) => void): void;
  /** Called once the connection is lost; nothing comes any more. Never after `disconnect`. */
  onLost(listener: (error: unknown) => void): void;
  disconnect(): void;
}

/** What somebody on the bus asks of us. */
export interface BusAsked {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

/** What is answered; `arguments` are as the signature says. */
export interface BusAnswer {
  readonly signature: string;
  readonly arguments: readonly unknown[];
}

/** A connection that also answers. */
export interface ServingBus extends SessionBus {
  /** Answers what others ask; null: there is no such thing. */
  serve(answer: (asked: BusAsked) => BusAnswer | null): void;
  /** Tells everybody who listens. */
  emit(signal: Omit<BusCall, 'destination'>): void;
}

const ofTheBus = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** Asks the bus for the signals that `rule` describes. */
export const matchSignals = async (bus: SessionBus, rule: string): Promise<void> => {
  await bus.call({ ...ofTheBus, member: 'AddMatch', signature: 's', arguments: [rule] });
};

/** True when somebody has the name now; nobody is started for it. */
export const hasOwner = async (bus: SessionBus, name: string): Promise<boolean> => {
  const [found] = await bus.call({
    ...ofTheBus,
    member: 'NameHasOwner',
    signature: 's',
    arguments: [name],
  });
  return found === true;
};

/** Connects; null without an address, throws for one that cannot be used. */
export const openSessionBus = (busAddress: string | undefined): ServingBus | null => {
  if (busAddress === undefined || busAddress === '') return null;
  const bus: MessageBus = sessionBus({ busAddress });
  const lost = new AbortController();
  let left = false;
  const lose = (error: unknown): void => {
    if (left || lost.signal.aborted) return;
    bus.disconnect();
    lost.abort(error);
  };
  bus.on('error', lose);
  // The library tells nobody that the other side hung up, and leaves every call unanswered.
  const connection: unknown = Reflect.get(bus, '_connection');
  if (connection instanceof EventEmitter) {
    connection.on('end', () => lose(new Error('the session bus hung up')));
  }
  return {
    call: async ({ signature = '', arguments: body = [], ...to }) => {
      const message = new Message({ ...to, signature, body: [...body] });
      const reply = await raceAbort(bus.call(message), lost.signal);
      const answer: readonly unknown[] = reply?.body ?? [];
      return answer;
    },
    onSignal: (listener) => {
      bus.on('message', ({ type, member, path, sender, body }: Message) => {
        if (type === MessageType.SIGNAL) listener({ member, path, sender, body });
      });
    },
    onLost: (listener) => {
      void aborted(lost.signal).then(() => listener(lost.signal.reason));
    },
    serve: (answer) => {
      bus.addMethodHandler((message: Message): boolean => {
        if (message.type !== MessageType.METHOD_CALL) return false;
        const { path, member, body } = message;
        const reply = answer({ path, interface: message.interface, member, body });
        if (reply === null) return false;
        bus.send(Message.newMethodReturn(message, reply.signature, [...reply.arguments]));
        return true;
      });
    },
    emit: ({ path, member, signature = '', arguments: body = [], ...of }) => {
      if (left || lost.signal.aborted) return;
      bus.send(Message.newSignal(path, of.interface, member, signature, [...body]));
    },
    disconnect: () => {
      left = true;
      bus.disconnect();
    },
  };
};
