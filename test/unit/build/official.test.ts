import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { isCached } from '../../../build/cache.mjs';
import { fetchOfficial, officialFolder } from '../../../build/electron/official.mjs';
import { pinnedElectron } from '../../../build/electron/pinned.mjs';

/** A zip of one executable file, stored as it is. */
const zipOf = (name: string, text: string): Buffer => {
  const [file, content] = [Buffer.from(name), Buffer.from(text)];
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, file, content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE((0o100755 << 16) >>> 0, 6);
  const entry = [Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, attributes, file];
  const directory = Buffer.concat(entry);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
};

describe('fetching the official Electron', () => {
  const zip = zipOf('electron', '#!/bin/sh\n');
  const name = `electron-v${pinnedElectron}-${process.platform}-${process.arch}.zip`;
  const sums = (content: Buffer) => ({
    [name]: createHash('sha256').update(content).digest('hex'),
  });
  let server: Server;
  let place: string;
  let cache: string;

  beforeEach(async () => {
    place = await mkdtemp(join(process.env.TMPDIR ?? '', 'official-'));
    cache = join(place, 'cache');
    server = createServer((request, response) => {
      response.statusCode = request.url === `/v${pinnedElectron}/${name}` ? 200 : 404;
      response.end(zip);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('ELECTRON_MIRROR', `http://127.0.0.1:${String(port)}/`);
    vi.stubEnv('TMPDIR', place);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await new Promise((resolve) => server.close(resolve));
  });

  it('fills the cache, and leaves nothing anywhere else', async () => {
    const others = join(process.env.XDG_CACHE_HOME ?? '', 'electron');
    await fetchOfficial(cache, { checksums: sums(zip) });
    const binary = join(officialFolder(cache), 'electron');
    expect(await readFile(binary, 'utf8')).toBe('#!/bin/sh\n');
    expect((await stat(binary)).mode & 0o777).toBe(0o755);
    expect((await readdir(officialFolder(cache))).sort()).toEqual(['.complete', 'electron']);
    expect(await readdir(place)).toEqual(['cache']);
    expect(existsSync(others)).toBe(false);
  });

  it('takes no file whose checksum differs', async () => {
    const checksums = sums(Buffer.from('another'));
    await expect(fetchOfficial(cache, { checksums })).rejects.toThrow(name);
    expect(isCached(officialFolder(cache))).toBe(false);
    expect(await readdir(join(cache, 'electron'))).toEqual([]);
  });

  it('ends when it is interrupted', async () => {
    const signal = AbortSignal.abort(new Error('Interrupted.'));
    await expect(fetchOfficial(cache, { checksums: sums(zip), signal })).rejects.toThrow();
    expect(await readdir(join(cache, 'electron'))).toEqual([]);
  });
});
