import * as v from 'valibot';

/**
 * The part of the app-server protocol that is used here, as codex 0.169.0 generates it with
 * `app-server generate-ts`. A newer codex is accepted only if all of these are still in its types.
 */
export const protocolMethods = {
  requests: [
    'initialize',
    'account/login/cancel',
    'account/login/start',
    'account/logout',
    'account/read',
    'getAuthStatus',
    'thread/start',
    'thread/fork',
    'thread/backgroundTerminals/clean',
    'turn/start',
    'turn/interrupt',
  ],
  notifications: [
    'account/login/completed',
    'account/rateLimits/updated',
    'account/updated',
    'configWarning',
    'error',
    'item/agentMessage/delta',
    'item/commandExecution/outputDelta',
    'item/completed',
    'item/reasoning/summaryTextDelta',
    'item/reasoning/textDelta',
    'item/started',
    'thread/tokenUsage/updated',
    'turn/completed',
    'turn/started',
    'warning',
  ],
  serverRequests: [
    'account/chatgptAuthTokens/refresh',
    'applyPatchApproval',
    'execCommandApproval',
    'item/commandExecution/requestApproval',
    'item/fileChange/requestApproval',
    'item/permissions/requestApproval',
    'item/tool/call',
    'item/tool/requestUserInput',
    'mcpServer/elicitation/request',
  ],
} as const;

/** The names of requests that we send. */
export type RequestMethod = (typeof protocolMethods.requests)[number];

/** A name that something goes by: it is kept, and handed back, so it has an end. */
const Name = v.pipe(v.string(), v.maxLength(256));

/** JSON has numbers that are none here: `1e400` is read as infinite. */
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `codexErrorInfo` is an open union: a name, an object of one name, or anything newer. */
const TurnErrorSchema = v.object({
  message: v.string(),
  codexErrorInfo: v.optional(v.unknown()),
  additionalDetails: v.optional(v.nullable(v.string()), null),
});

export type TurnError = v.InferOutput<typeof TurnErrorSchema>;

const TurnSchema = v.object({
  id: Name,
  status: Name,
  error: v.optional(v.nullable(TurnErrorSchema), null),
});

const ItemSchema = v.object({
  type: Name,
  id: Name,
  status: v.optional(v.nullable(Name)),
  text: v.optional(v.nullable(v.string())),
  command: v.optional(v.nullable(v.string())),
  changes: v.optional(v.nullable(v.array(v.object({ path: v.string() })))),
  server: v.optional(v.nullable(v.string())),
  tool: v.optional(v.nullable(v.string())),
  query: v.optional(v.nullable(v.string())),
});

/** A thread item; only what a line of activity needs of it. */
export type ThreadItem = v.InferOutput<typeof ItemSchema>;

const ofTurn = { threadId: Name, turnId: Name };
const Window = v.object({
  usedPercent: v.pipe(v.number(), v.finite()),
  // Seconds of the epoch.
  resetsAt: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12))), null),
});

const notificationSchemas = {
  'account/login/completed': v.object({
    loginId: v.optional(v.nullable(Name), null),
    success: v.boolean(),
    error: v.optional(v.nullable(v.string()), null),
  }),
  'account/rateLimits/updated': v.object({
    rateLimits: v.object({
      primary: v.optional(v.nullable(Window), null),
      secondary: v.optional(v.nullable(Window), null),
    }),
  }),
  'account/updated': v.object({ authMode: v.optional(v.nullable(v.string()), null) }),
  configWarning: v.object({
    summary: v.string(),
    details: v.optional(v.nullable(v.string()), null),
    path: v.optional(v.nullable(v.string()), null),
  }),
  error: v.object({ ...ofTurn, error: TurnErrorSchema, willRetry: v.boolean() }),
  'item/agentMessage/delta': v.object({ ...ofTurn, itemId: Name, delta: v.string() }),
  'item/commandExecution/outputDelta': v.object(ofTurn),
  'item/completed': v.object({ ...ofTurn, item: ItemSchema }),
  'item/reasoning/summaryTextDelta': v.object(ofTurn),
  'item/reasoning/textDelta': v.object(ofTurn),
  'item/started': v.object({ ...ofTurn, item: ItemSchema }),
  'thread/tokenUsage/updated': v.object({
    ...ofTurn,
    tokenUsage: v.object({ total: v.object({ totalTokens: Count }) }),
  }),
  'turn/completed': v.object({ threadId: Name, turn: TurnSchema }),
  'turn/started': v.object({ threadId: Name, turn: TurnSchema }),
  warning: v.object({ threadId: v.optional(v.nullable(Name), null), message: v.string() }),
} satisfies Record<(typeof protocolMethods.notifications)[number], v.GenericSchema>;

type Schemas = typeof notificationSchemas;

/** A notification that is used here, with its parameters parsed. */
export type Notification = {
  [Method in keyof Schemas]: {
    readonly method: Method;
    readonly params: v.InferOutput<Schemas[Method]>;
  };
}[keyof Schemas];

/** True for a notification that is used here. */
export const isUsedNotification = (method: string): method is keyof Schemas =>
  Object.hasOwn(notificationSchemas, method);

/**
 * Parses a notification; null for one that is not used here. Throws a ValiError when a known one
 * has another shape than in 0.169.0.
 */
export const parseNotification = (method: string, params: unknown): Notification | null => {
  if (!isUsedNotification(method)) return null;
  // The pair is right by construction of the table; TypeScript cannot tie key and schema together.
  return { method, params: v.parse(notificationSchemas[method], params) } as Notification;
};

/** Answer of `initialize`: the version sits in the user agent, `name/0.169.0 (...)`. */
export const InitializeResult = v.object({ userAgent: v.string() });

/** Answer of `thread/start` and `thread/fork`. */
export const ThreadResult = v.object({
  thread: v.object({ id: Name }),
  modelProvider: v.string(),
  activePermissionProfile: v.optional(v.nullable(v.object({ id: v.string() })), null),
});

/** Answer of `turn/start`. */
export const TurnResult = v.object({ turn: v.object({ id: Name }) });

/** Answer of `getAuthStatus`; `authToken` is the access token of a ChatGPT account. */
export const AuthStatusResult = v.object({
  authMethod: v.nullable(Name),
  // A JWT with the groups of its person can be long.
  authToken: v.nullable(v.pipe(v.string(), v.maxLength(64 * 1024))),
});

/** Answer of `account/read`. */
export const AccountResult = v.object({
  account: v.nullable(
    v.object({
      type: Name,
      email: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1_024))), null),
      planType: v.optional(v.nullable(Name), null),
    }),
  ),
});

const Address = v.pipe(v.string(), v.maxLength(16 * 1024));

/** Answer of `account/login/start` for the two flows of a ChatGPT account. */
export const LoginResult = v.variant('type', [
  v.object({ type: v.literal('chatgpt'), loginId: Name, authUrl: Address }),
  v.object({
    type: v.literal('chatgptDeviceCode'),
    loginId: Name,
    verificationUrl: Address,
    userCode: Name,
  }),
]);
