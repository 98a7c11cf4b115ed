import { compartmentEnvironment } from '../../codex/compartment-environment.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where codex 0.169.0 signs in, renews and revokes; no secret is in any of them. */
const issuer = [
  'CODEX_APP_SERVER_LOGIN_ISSUER',
  'CODEX_APP_SERVER_LOGIN_CLIENT_ID',
  'CODEX_REFRESH_TOKEN_URL_OVERRIDE',
  'CODEX_REVOKE_TOKEN_URL_OVERRIDE',
] as const;

/** The way to the desktop's password store. An account's process runs no command of a model. */
const passwordStore = ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'] as const;

/**
 * The environment of the app-server that owns an account: a compartment's, the issuer where one is
 * named, and the session bus only where the sign-in is kept in the password store. Pure.
 */
export const accountEnvironment = (
  person: Environment,
  program: Readonly<Record<string, string>>,
  home: string,
  usesPasswordStore: boolean,
): Readonly<Record<string, string>> => {
  const more: Record<string, string> = {};
  for (const name of [...issuer, ...(usesPasswordStore ? passwordStore : [])]) {
    const value = person[name];
    if (value !== undefined && value !== '') more[name] = value;
  }
  return { ...more, ...compartmentEnvironment(person, program, home) };
};
