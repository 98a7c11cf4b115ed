import { describeOwner } from '../support/owner-behaviour.ts';
import { realPrograms } from './support/real-programs.ts';

describeOwner(async () => ({ command: (await realPrograms()).codex, args: [] }));
