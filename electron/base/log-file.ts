import { join } from 'node:path';
import electronLog from 'electron-log/node.js';
import type { Log } from './log.ts';
import { logNames } from './paths.ts';
import type { Redactor } from './redact.ts';

const maxBytes = 4 * 1024 * 1024;

type Level = 'info' | 'warn' | 'error';

/**
 * A log of JSON lines in `folder`/bulkhead.log (0600), redacted when written; past 4 MiB it becomes
 * bulkhead.old.log and a new one begins. Never throws: on a full disk lines are lost, nothing else.
 */
export const createFileLog = (folder: string, redactor: Redactor, now: () => number): Log => {
  const file = join(folder, logNames.current);
  const logger = electronLog.create({ logId: file });
  const { transports } = logger;
  transports.console.level = false;
  // The library's complaint about a file it cannot write goes to its first logger's console.
  for (const { console } of [transports, electronLog.transports]) {
    console.writeFn = () => undefined;
  }
  transports.file.level = 'silly';
  transports.file.sync = false;
  transports.file.maxSize = maxBytes;
  transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  transports.file.resolvePathFn = () => file;
  // The line is whole already; without this the library would add its own prefix.
  transports.file.format = '{text}';

  const write = (level: Level, event: string, data?: Readonly<Record<string, unknown>>): void => {
    try {
      const line = { at: new Date(now()).toISOString(), level, event: redactor.text(event) };
      const clean = data === undefined ? line : { ...line, data: redactor.data(data) };
      logger[level](JSON.stringify(clean));
    } catch {
      // Nothing that is being told to the log may fail because of the log.
    }
  };
  return {
    info: (event, data) => {
      write('info', event, data);
    },
    warn: (event, data) => {
      write('warn', event, data);
    },
    error: (event, data) => {
      write('error', event, data);
    },
  };
};
