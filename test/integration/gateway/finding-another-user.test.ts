import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { afterEach, describe, expect, test } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { LinkBench, reaches } from '../../support/link-under-test.ts';

const bench = new LinkBench();
afterEach(() => bench.close());

describe.runIf(process.getuid?.() === 0)('another user of this computer', () => {
  const nobody = 65_534;

  test('who holds the port is named and gets no token', async () => {
    const program =
      'const s=require("net").createServer(c=>c.on("data",d=>process.stdout.write(d)));' +
      's.listen(0,"127.0.0.1",()=>process.stdout.write(s.address().port+"\\n"))';
    const child = spawn(process.execPath, ['-e', program], {
      uid: nobody,
      cwd: '/',
      env: {},
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    bench.later(async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    });
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString('utf8')));
    await eventually(() => expect(said).toMatch(/^\d+\n/));
    const url = `ws://127.0.0.1:${said.trim()}`;
    const it = await bench.link({
      settingsUrl: () => url,
      settingsToken: () => Promise.resolve('a-secret-token'),
    });
    await reaches(it, { phase: 'blocked', failure: { kind: 'misconfigured' } });
    expect(JSON.stringify(it.link.view().state)).toContain(`uid ${nobody}`);
    expect(said).not.toContain('a-secret-token');
    expect(said).toMatch(/^\d+\n$/);
  });
});
