import { expect, test } from 'vitest';

import { providerFor } from '../../../../electron/helpers/spawn-request.ts';
import { startKey } from '../../../../electron/helpers/client/open-client.ts';
import { builtInTemplate, openaiProvider } from '../../../../shared/settings.ts';
import { scriptedProgram } from '../../../fakes/scripted-codex.ts';

const backend = 'https://chatgpt.example/backend-api';
const own = { name: 'House', baseUrl: 'https://house.example/v1', wireApi: 'responses' } as const;

const key = (chatgptBaseUrl: string | null, credential = 'ana'): string =>
  startKey(scriptedProgram, own, chatgptBaseUrl, credential);

test('clients are shared only where the backend of the account is the same', () => {
  expect(key(backend)).toBe(key(backend));
  expect(new Set([key(backend), key(null), key(`${backend}/2`), key(backend, 'ben')]).size).toBe(4);
});

test('a template with an account sends to the account’s backend, unless it names a provider', () => {
  expect(providerFor(builtInTemplate, backend).baseUrl).toBe(`${backend}/codex`);
  expect(providerFor(builtInTemplate, `${backend}/`).baseUrl).toBe(`${backend}/codex`);
  expect(providerFor(builtInTemplate, null)).toBe(openaiProvider);
  expect(providerFor({ ...builtInTemplate, provider: own }, backend)).toEqual(own);
});
