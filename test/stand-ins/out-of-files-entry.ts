import { openSync } from 'node:fs';

import { FolderLooks } from '../../electron/base/folder-look.ts';
import { toFailure } from '../../electron/base/errors.ts';
import { startProcess } from '../../electron/codex/process.ts';
import { Compartment } from '../../electron/helpers/client/compartment.ts';

/** Opens files until there are no descriptors left, then starts things and prints what became of it. */
const run = async (): Promise<void> => {
  const [, , home = '/nowhere'] = process.argv;
  // Whatever is opened for good on first use is there before.
  await new FolderLooks().look(home);
  try {
    for (;;) openSync('/dev/null', 'r');
  } catch {
    // None is left now.
  }
  const started = startProcess({
    command: '/bin/true',
    args: [],
    cwd: '/',
    env: {},
    redact: (text) => text,
  });
  const made = Compartment.make(home, 'c1', process.pid);
  const failures = await Promise.all([started, made].map((one) => one.then(String, toFailure)));
  // None of its processes waits yet.
  const looks = new FolderLooks();
  const looked = await looks.look(home);
  const places = await looks.resolve([home]);
  process.stdout.write(JSON.stringify({ failures, looked, places }));
};

void run();
