import * as v from 'valibot';

const HelloSchema = v.object({
  type: v.literal('hello-ok'),
  protocol: v.number(),
  server: v.object({
    version: v.string(),
    connId: v.pipe(v.string(), v.minLength(1)),
    bootId: v.optional(v.string(), ''),
  }),
  auth: v.object({
    scopes: v.optional(v.array(v.string()), []),
    deviceToken: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
});

/** The part of `hello-ok` that the panel uses (gateway protocol 4). */
export interface Hello {
  readonly protocol: number;
  readonly version: string;
  readonly connId: string;
  /** Changes with every start of the gateway, in-process restarts included; '' when not told. */
  readonly bootId: string;
  /** What this connection may really do. */
  readonly scopes: readonly string[];
  /** Reusable instead of the shared token, by this device only. */
  readonly deviceToken: string | null;
}

/** Reads a `hello-ok` payload; null when it is not one. */
export const readHello = (payload: unknown): Hello | null => {
  const parsed = v.safeParse(HelloSchema, payload);
  if (!parsed.success) return null;
  const { protocol, server, auth } = parsed.output;
  return {
    protocol,
    version: server.version,
    connId: server.connId,
    bootId: server.bootId,
    scopes: auth.scopes,
    deviceToken: auth.deviceToken ?? null,
  };
};
