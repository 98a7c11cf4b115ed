import path from 'node:path';

import { silentLog } from '../../electron/base/log.ts';
import { createRedactor } from '../../electron/base/redact.ts';
import { Credentials } from '../../electron/credentials/credentials.ts';
import { KeySecrets } from '../../electron/credentials/keys/key-secrets.ts';
import { Vault } from '../../electron/credentials/vault/vault.ts';
import { CredentialLedger } from '../../electron/credentials/verdicts/credential-ledger.ts';
import { SettingsModel } from '../../electron/settings/settings-model.ts';
import { MemorySettingsFile } from './memory-settings-file.ts';
import { ScriptedSecretBox } from './scripted-secret-box.ts';

/** The real credentials on a scripted password store, that remember what helpers told them. */
export class FleetCredentials extends Credentials {
  readonly refusals: string[] = [];
  readonly successes: string[] = [];
  readonly limits: string[] = [];

  /** Nothing is read from `folder`, and nothing written to it. */
  static async open(folder: string, now: () => number): Promise<FleetCredentials> {
    const vault = new Vault({
      folder: path.join(folder, 'vault'),
      box: new ScriptedSecretBox(),
      log: silentLog,
      redactor: createRedactor(),
      now,
      write: () => Promise.resolve(),
    });
    await vault.open();
    const keys = new KeySecrets({ vault, toBeKept: true, onNotStored: () => undefined });
    return new FleetCredentials({
      records: new SettingsModel(new MemorySettingsFile(), silentLog),
      keys,
      accounts: keys,
      ledger: new CredentialLedger(new Map(), () => undefined),
      endsSoonMs: () => 86_400_000,
      now,
    });
  }

  /** Sets a key, which is at hand at once. */
  give(id: string, secret: string): void {
    void this.set(id, secret);
  }

  /** A check found that the current generation works after all. */
  clear(id: string): void {
    this.saw(id, this.generation(id), {
      kind: 'worked',
      at: 0,
      by: 'a check',
      begunAfterRefusal: true,
    });
  }

  override refused(id: string, generation: number, by: string, code: string | null = null): void {
    this.refusals.push(`${id} ${generation} ${by}`);
    super.refused(id, generation, by, code);
  }

  override worked(id: string, generation: number, by: string): void {
    this.successes.push(`${id} ${generation} ${by}`);
    super.worked(id, generation, by);
  }

  override limited(id: string, generation: number, opensAt: number | null): void {
    this.limits.push(`${id} ${generation} ${opensAt ?? 'unknown'}`);
    super.limited(id, generation, opensAt);
  }
}
