import { expect, test } from 'vitest';

import { RefusalReader } from '../../../electron/codex/refusal-reader.ts';

const entry = (message: string, target = 'codex_login::auth::manager'): string =>
  `${JSON.stringify({ level: 'WARN', fields: { message }, target })}\n`;
const unknown = 'Encountered unknown response while refreshing token';

test('a refusal without a reason that codex knows is seen, however its line is cut', () => {
  const reader = new RefusalReader();
  reader.push('WARNING: proceeding\n');
  const line = entry(unknown);
  reader.push(line.slice(0, 30));
  expect(reader.unnamed).toBe(0);
  reader.push(line.slice(30) + entry(unknown));
  expect(reader.unnamed).toBe(2);
});

test('nothing else counts as one', () => {
  const reader = new RefusalReader();
  reader.push(entry('Failed to refresh token'));
  reader.push(entry(unknown, 'codex_core'));
  reader.push(`${unknown}\n`);
  reader.push('{"target":\n');
  expect(reader.unnamed).toBe(0);
});

test('a line without an end makes it deaf, not large', () => {
  const reader = new RefusalReader();
  reader.push('x'.repeat(17 * 1024 * 1024));
  reader.push(`\n${entry(unknown)}`);
  expect(reader.unnamed).toBe(0);
});
