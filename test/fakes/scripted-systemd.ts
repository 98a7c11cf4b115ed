import { readFile, writeFile } from 'node:fs/promises';

import { Message, sessionBus } from '@particle/dbus-next';

/** What it does not do: answer anything, answer in time, answer a start, or tell of a job's end. */
export type HungSystemd = 'silent' | 'late' | 'silent-at-start' | 'no-end-of-job';

const manager = '/org/freedesktop/systemd1';

/** A user manager of systemd on a bus, which hangs; this process bears its name meanwhile. */
export const startHungSystemd = async (
  busAddress: string,
  how: HungSystemd,
): Promise<{
  readonly asked: readonly string[];
  /** Lets one that is late answer what it was asked. */
  readonly answer: () => void;
  readonly close: () => Promise<void>;
}> => {
  const name = await readFile('/proc/self/comm', 'utf8');
  await writeFile('/proc/self/comm', 'systemd');
  const bus = sessionBus({ busAddress });
  bus.on('error', () => undefined);
  const asked: string[] = [];
  const late: (() => void)[] = [];
  bus.addMethodHandler((call: Message): boolean => {
    if (call.path !== manager) return false;
    asked.push(call.member);
    const isStart = call.member === 'StartTransientUnit';
    if (how === 'silent' || (how === 'silent-at-start' && isStart)) return true;
    const answer = (): void => {
      if (isStart) bus.send(Message.newMethodReturn(call, 'o', [`${manager}/job/1`]));
      else bus.send(Message.newMethodReturn(call, '', []));
    };
    if (how === 'late') late.push(answer);
    else answer();
    return true;
  });
  await bus.requestName('org.freedesktop.systemd1', 0);
  return {
    asked,
    answer: () => {
      for (const one of late.splice(0)) one();
    },
    close: async () => {
      bus.disconnect();
      await writeFile('/proc/self/comm', name.trim());
    },
  };
};
