/** Keeps the device token of each gateway; in the vault, or in memory while that is shut. */
export interface TokenStore {
  /** By gateway address (`ws://host:port`); null when there is none. */
  read(url: string): Promise<string | null>;
  write(url: string, token: string): Promise<void>;
  clear(url: string): Promise<void>;
}
