import type { SettingsFile } from '../../electron/settings/settings-model.ts';

/** A settings file in memory that can be full, unreadable or broken. */
export class MemorySettingsFile implements SettingsFile {
  stored: unknown;
  full = false;
  unreadable = false;
  /** No copy can be made of it. */
  unkeepable = false;
  readonly beside: unknown[] = [];

  constructor(stored?: unknown) {
    this.stored = stored;
  }

  read(): unknown {
    if (this.unreadable) throw new SyntaxError('Unexpected token');
    return this.stored;
  }

  write(value: unknown): void {
    if (this.full) throw new Error('ENOSPC: no space left on device');
    this.stored = structuredClone(value);
    this.unreadable = false;
  }

  quarantine(): string {
    if (this.full) throw new Error('ENOSPC: no space left on device');
    if (this.unkeepable) throw new Error('EACCES: permission denied');
    this.beside.push(this.stored);
    return '/home/ana/settings.broken-1.json';
  }
}
