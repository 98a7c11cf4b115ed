import { installRealPrograms } from '../../../build/real-programs/install-real-programs.mjs';
import type { RealPrograms } from '../../../build/real-programs/install-real-programs.mjs';

/** The installed real gateway, its Node, and the real codex; installs them when they are absent. */
export const realPrograms = (): Promise<RealPrograms> => installRealPrograms();
