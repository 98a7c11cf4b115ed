import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlreadyOpen } from '../../../build/already-open.mjs';
import { downloaded, told } from '../../../build/progress.mjs';

describe('a long step', () => {
  it('is said with how far it is and how long it took', async () => {
    const lines: string[] = [];
    const result = await told(
      'Fetching it',
      async (far) => {
        far(downloaded({ transferred: 48_000_000, total: 120_000_000 }));
        await new Promise<void>((resolve) => {
          const look = setInterval(() => {
            if (lines.length < 2) return;
            clearInterval(look);
            resolve();
          }, 1);
        });
        return 7;
      },
      { say: (line) => lines.push(line), everyMs: 5 },
    );
    expect(result).toBe(7);
    expect(lines[0]).toBe('Fetching it …');
    expect(lines[1]).toMatch(/^ {2}48 of 120 MB, \d+ s$/);
    expect(lines.at(-1)).toMatch(/^ {2}done after \d+ s$/);
  });

  it('says no end of what failed', async () => {
    const lines: string[] = [];
    const work = told('It', () => Promise.reject(new Error('no')), {
      say: (line) => lines.push(line),
    });
    await expect(work).rejects.toThrow('no');
    expect(lines).toEqual(['It …']);
    expect(downloaded({ transferred: 3_400_000 })).toBe('3 MB');
  });
});

describe('a panel that runs already', () => {
  it('is known by what its command line answers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-open-'));
    const cli = async (code: number) => {
      const file = join(folder, `${code}.mjs`);
      await writeFile(file, `process.exit(process.argv[2] === 'status' ? ${code} : 9);`);
      return isAlreadyOpen(undefined, file);
    };
    try {
      expect(await cli(0)).toBe(true);
      expect(await cli(3)).toBe(false);
      expect(await isAlreadyOpen(undefined, join(folder, 'not-built.mjs'))).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
