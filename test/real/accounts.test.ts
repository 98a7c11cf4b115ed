import { describeAccounts } from '../support/accounts-behaviour.ts';
import { realPrograms } from './support/real-programs.ts';

describeAccounts(async () => ({
  command: (await realPrograms()).codex,
  args: [],
  version: '0.169.0',
  env: {},
}));
