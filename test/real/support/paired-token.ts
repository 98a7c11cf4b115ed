import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import * as v from 'valibot';

import type { RealGateway } from './gateway-process.ts';
import { realPrograms } from './real-programs.ts';

const Tokens = v.object({ operator: v.object({ token: v.string() }) });

const query = `
  const { DatabaseSync } = require('node:sqlite');
  const rows = new DatabaseSync(process.argv[1], { readOnly: true })
    .prepare("select tokens_json from device_pairing_paired where client_mode = 'ui'")
    .all();
  console.log(rows.at(-1).tokens_json);`;

/** The device token that the gateway (openclaw 2026.9.6) gave to the panel, from its own store. */
export const pairedToken = async (gateway: RealGateway): Promise<string> => {
  const { node26 } = await realPrograms();
  const store = join(gateway.stateDir, 'state', 'openclaw.sqlite');
  const { stdout } = await promisify(execFile)(node26, ['--eval', query, store], {
    env: {},
    timeout: 20_000,
  });
  return v.parse(Tokens, JSON.parse(stdout)).operator.token;
};
