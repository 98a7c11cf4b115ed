import * as v from 'valibot';

import type { LoginDesk, LoginScript } from './login-desk.ts';
import type { Method, MethodContext } from '../../electron/practice/gateway/methods.ts';
import type { DeskLogin, KeyVerdict, ModelDesk } from './model-desk.ts';

/** What the methods of models act on. */
export interface ModelContext {
  readonly desk: ModelDesk;
  readonly logins: LoginDesk;
  /** The connection that asks. */
  readonly owner: object;
  readonly loginScript: (provider: string, login: DeskLogin) => LoginScript;
  /** Plays the run of a probe and answers what it met. */
  readonly probe: (provider: string) => Promise<KeyVerdict | 'resting'>;
}

/** What the methods of a gateway with model providers act on. */
export interface ScriptedContext extends MethodContext {
  readonly models: ModelContext;
}

const text = v.pipe(v.string(), v.minLength(1));
const Provider = v.object({ provider: text });
const SetKey = v.object({ provider: text, apiKey: text });
const LogOut = v.object({ provider: text, profileIds: v.pipe(v.array(text), v.minLength(1)) });
const Login = v.object({ sessionId: text, authChoice: text });
const Session = v.object({ sessionId: text, answer: v.optional(v.unknown()) });

const done = (payload: unknown) => ({ ok: true, payload }) as const;
const invalid = (message: string) =>
  ({ ok: false, error: { code: 'INVALID_REQUEST', message } }) as const;

/** Status and sentence of `models.probe` for what was met. */
const probed: Readonly<Record<KeyVerdict | 'resting', readonly [string, string | null]>> = {
  good: ['ok', null],
  refused: ['auth', 'Authentication failed.'],
  // The real gateway calls these by the same word.
  forbidden: ['auth', 'Authentication failed.'],
  page: ['auth', 'Authentication failed.'],
  limited: ['rate_limit', 'The provider rate limit was reached.'],
  resting: ['unknown', 'The connection probe failed.'],
};

/** The methods about model providers of a practice gateway (openclaw 2026.9.6). */
export const modelMethods: Readonly<Record<string, Method<ScriptedContext>>> = {
  'models.authStatus': {
    scope: 'operator.read',
    call: (_params, { models }) => done(models.desk.status()),
  },
  'models.probe': {
    scope: 'operator.admin',
    call: async (params, { models }) => {
      if (!v.is(Provider, params)) return invalid('invalid models.probe params');
      const [status, error] = probed[await models.probe(params.provider)];
      const failed = error === null ? {} : { error };
      const { provider } = params;
      const profileId = models.desk.profileInUse(provider);
      const results = profileId === null ? [] : [{ profileId, status, latencyMs: 1, ...failed }];
      return done({ provider, status, latencyMs: 1, ...failed, results });
    },
  },
  'models.authSetApiKey': {
    scope: 'operator.admin',
    call: (params, { models }) => {
      if (!v.is(SetKey, params)) return invalid('invalid models.authSetApiKey params');
      const profileId = models.desk.setKey(params.provider, params.apiKey);
      const { keyWarning } = models.desk;
      const warned = keyWarning === null ? {} : { warning: keyWarning };
      return done({ provider: params.provider, profileId, ...warned });
    },
  },
  'models.authLogout': {
    scope: 'operator.admin',
    call: (params, { models }) => {
      if (!v.is(LogOut, params)) return invalid('profileIds must be a non-empty string array');
      const { provider, profileIds } = params;
      return models.desk.logOut(provider, profileIds)
        ? done({ provider, removedProfiles: profileIds, abortedRunIds: [] })
        : invalid('profileIds contain unavailable auth profiles');
    },
  },
  'models.authLogin': {
    scope: 'operator.admin',
    call: (params, { models, clock }) => {
      if (!v.is(Login, params)) return invalid('invalid models.authLogin params');
      const found = models.desk.loginOf(params.authChoice);
      if (found === null) return invalid('That provider login is no longer available.');
      const { provider, login } = found;
      const script = models.loginScript(provider, login);
      return models.logins.begin(models.owner, params.sessionId, script, () => {
        const expiresAt = clock.now() + 7 * 86_400_000;
        const profile = {
          profileId: `${provider}:default`,
          type: 'oauth',
          key: 'signed-in',
        } as const;
        models.desk.signedIn(provider, { ...profile, expiresAt });
      });
    },
  },
  'wizard.next': {
    scope: 'operator.admin',
    call: (params, { models }) =>
      v.is(Session, params)
        ? models.logins.next(models.owner, params.sessionId, params.answer)
        : invalid('invalid wizard.next params'),
  },
  'wizard.cancel': {
    scope: 'operator.admin',
    call: (params, { models }) =>
      v.is(Session, params)
        ? models.logins.cancel(models.owner, params.sessionId)
        : invalid('invalid wizard.cancel params'),
  },
};
