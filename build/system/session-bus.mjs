import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startBackgroundProgram } from './background-program.mjs';

const READY_MS = 20_000;

/**
 * Starts a D-Bus session bus on a socket in `folder` that starts no services by itself, so that no
 * keyring, portal or accessibility daemon of the person is woken.
 * @param {string} folder private, and short enough for a socket path
 * @returns {Promise<{ env: { DBUS_SESSION_BUS_ADDRESS: string }, stop: () => Promise<void> }>}
 */
export async function startSessionBus(folder) {
  const config = join(folder, 'session-bus.conf');
  await writeFile(config, busConfig(join(folder, 'bus')));
  const bus = await startBackgroundProgram(
    'dbus-daemon',
    ['--nofork', '--nopidfile', '--print-address=3', `--config-file=${config}`],
    { timeoutMs: READY_MS },
  );
  return { env: { DBUS_SESSION_BUS_ADDRESS: bus.line }, stop: () => bus.stop() };
}

/** @param {string} socket */
function busConfig(socket) {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;
}
