import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CredentialLedger,
  ObservedFile,
} from '../../electron/credentials/verdicts/credential-ledger.ts';
import { Credentials } from '../../electron/credentials/credentials.ts';
import { KeySecrets } from '../../electron/credentials/keys/key-secrets.ts';
import { Vault } from '../../electron/credentials/vault/vault.ts';
import { silentLog } from '../../electron/base/log.ts';
import { createRedactor } from '../../electron/base/redact.ts';
import { replaceFile, type ReplaceFile } from '../../electron/base/files.ts';
import { SettingsModel } from '../../electron/settings/settings-model.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { MemorySettingsFile } from './memory-settings-file.ts';
import { ScriptedSecretBox } from './scripted-secret-box.ts';

/** The row of a credential. */
export const rowOf = (credentials: Credentials, id: string): CredentialView | undefined =>
  credentials.list().find((view) => view.id === id);

/** All credentials of one start of the app, with what they are kept by. */
export interface StartedCredentials {
  readonly credentials: Credentials;
  readonly vault: Vault;
  readonly file: ObservedFile;
  /** Ids of the keys that could not be stored, each time that was told. */
  readonly notStored: readonly string[];
}

/** Starts of the app one after the other, in one folder and on one password store. */
export class CredentialsBench {
  readonly box = new ScriptedSecretBox();
  readonly settingsFile = new MemorySettingsFile();
  /** Epoch ms. */
  now = 1_000;
  readonly folder: string;
  readonly #files: ObservedFile[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<CredentialsBench> {
    return new CredentialsBench(await mkdtemp(join(tmpdir(), 'bulkhead-credentials-')));
  }

  /** What was observed, as a file. */
  get observedPath(): string {
    return join(this.folder, 'credentials.json');
  }

  async start(write: ReplaceFile = replaceFile): Promise<StartedCredentials> {
    const now = (): number => this.now;
    const vault = new Vault({
      folder: join(this.folder, 'vault'),
      box: this.box,
      log: silentLog,
      redactor: createRedactor(),
      now,
      write,
    });
    await vault.open();
    const file = new ObservedFile(this.observedPath, silentLog, { write });
    this.#files.push(file);
    const notStored: string[] = [];
    const keys = new KeySecrets({ vault, toBeKept: true, onNotStored: (id) => notStored.push(id) });
    const credentials = new Credentials({
      records: new SettingsModel(this.settingsFile, silentLog),
      keys,
      accounts: keys,
      ledger: new CredentialLedger(await file.load(), (observed) => {
        file.save(observed);
      }),
      endsSoonMs: () => 86_400_000,
      now,
    });
    return { credentials, vault, file, notStored };
  }

  /** Ends all that was started and takes the folder away. */
  async dispose(): Promise<void> {
    for (const file of this.#files.splice(0)) await file.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
