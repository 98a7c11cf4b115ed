import { expect, it } from 'vitest';

import { inScopes, nowhere } from '../../../electron/keeper/place.ts';

const program = { command: 'codex', args: [], version: '0.169.0', env: {} };
const scope = { name: 'one', memory: 4e9, tasks: 100, cpuWeight: 50, ioWeight: 50 };

it('without a user manager each process may have so much memory, and goes behind others', async () => {
  const refusing = inScopes({ place: () => Promise.resolve(false) });
  expect(await nowhere({ program, scope }, 7)).toEqual({ memoryEach: 4e9, nicer: 3 });
  expect(await refusing({ program, scope }, 7)).toEqual({ memoryEach: 4e9, nicer: 3 });
  expect(await nowhere({ program }, 7)).toEqual({ memoryEach: null, nicer: 0 });
});

it('a program that reserves what it does not use is not ended for that', async () => {
  const ours = { ...program, reservesMemory: true } as const;
  expect(await nowhere({ program: ours, scope }, 7)).toEqual({ memoryEach: null, nicer: 3 });
});

it('in a scope no process is limited by itself', async () => {
  const asked: string[] = [];
  const place = inScopes({
    place: ({ name }, pid) => {
      asked.push(`${name} ${pid}`);
      return Promise.resolve(true);
    },
  });
  expect(await place({ program, scope }, 7)).toEqual({ memoryEach: null, nicer: 0 });
  expect(asked).toEqual(['one 7']);
});
