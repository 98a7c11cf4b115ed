import { userInfo } from 'node:os';

const root = process.env.BULKHEAD_TEST_ROOT;
const mustBePrivate = ['HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR', 'BULKHEAD_HOME', 'TMPDIR'];

if (
  root === undefined ||
  root.startsWith(`${userInfo().homedir}/`) ||
  mustBePrivate.some((name) => process.env[name]?.startsWith(`${root}/`) !== true) ||
  Object.keys(process.env).some((name) => /^(OPENCLAW|CODEX|OPENAI)_/.test(name))
) {
  throw new Error(
    'Tests run only in a private session: start them with npm test, or vitest with build/vitest.config.ts.',
  );
}
