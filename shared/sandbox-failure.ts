import { failure, type Failure } from './failure.ts';
import type { SandboxFinding } from './state.ts';

/** What makes a sandbox run that cannot. */
export const sandboxMend = 'Install bubblewrap, or allow user namespaces on this computer.';

/** Why no helper can work in a sandbox of which this is known, or null. Pure. */
export const sandboxFailure = (found: SandboxFinding): Failure | null =>
  found === 'broken' ? failure({ kind: 'no-sandbox' }) : null;
