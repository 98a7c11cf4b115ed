import { expect, test } from 'vitest';

import { compareVersions, versionIn } from '../../../electron/codex/codex-version.ts';

test.each([
  ['codex-cli 0.169.0\n', '0.169.0'],
  ['bulkhead/0.169.0 (Debian 12.0.0; x86_64) unknown (bulkhead; 0.1.0)', '0.169.0'],
  ['codex-cli 0.170.0-alpha.3', '0.170.0-alpha.3'],
  ['no version here', null],
  ['bash: codex: not found', null],
])('in %j the version is %s', (text, version) => {
  expect(versionIn(text)).toBe(version);
});

test.each([
  ['0.169.0', '0.169.0', 0],
  ['0.168.9', '0.169.0', -1],
  ['0.170.0', '0.169.0', 1],
  ['1.0.0', '0.999.0', 1],
  ['0.169.0-alpha.1', '0.169.0', -1],
  ['0.170.0-alpha.1', '0.169.0', 1],
])('%s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
