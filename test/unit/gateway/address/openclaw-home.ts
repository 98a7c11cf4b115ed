import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { FolderLooks } from '../../../../electron/base/folder-look.ts';
import {
  type AddressDeps,
  findAddress,
  type GatewayAddress,
} from '../../../../electron/gateway/address/address.ts';

const looks = new FolderLooks({ limitMs: 10_000 });

/** A person's home in which OpenClaw may be configured, and what is found from there. */
export class OpenclawHome {
  readonly path: string;
  /** The environment that the address is found in. */
  readonly env: Record<string, string>;

  private constructor(path: string) {
    this.path = path;
    this.env = { HOME: path };
  }

  static async make(): Promise<OpenclawHome> {
    return new OpenclawHome(await mkdtemp(join(tmpdir(), 'bulkhead-address-')));
  }

  /** Writes a file below it, text as it is and anything else as JSON; answers where. */
  async put(path: string, content: unknown, mode = 0o600): Promise<string> {
    const file = join(this.path, path);
    await mkdir(dirname(file), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(file, text, { mode });
    return file;
  }

  config(content: unknown): Promise<string> {
    return this.put('.openclaw/openclaw.json', content);
  }

  find(deps: Partial<AddressDeps> = {}): Promise<GatewayAddress> {
    return findAddress({
      env: this.env,
      settingsUrl: () => null,
      settingsToken: () => Promise.resolve(null),
      uid: process.getuid?.() ?? -1,
      looks,
      ...deps,
    });
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}
