import { describe, expect, it } from 'vitest';

import { keyProviders } from '../../../../electron/credentials/keys/key-check.ts';
import { builtInTemplate, type Provider, type Template } from '../../../../shared/settings.ts';

const template = (id: string, baseUrl: string): Template => ({
  ...builtInTemplate,
  id,
  credential: 'mine',
  provider: { name: 'Acme', baseUrl, wireApi: 'responses' },
});

describe('whom a key is for', () => {
  const names = (providers: readonly Provider[]) => providers.map(({ baseUrl }) => baseUrl);
  const templates = [template('a', 'https://a'), template('b', 'https://b'), builtInTemplate];
  const helper = (templateId: string, queuedAt: number) => ({
    credentialId: 'mine',
    templateId,
    queuedAt,
  });

  it('is who was used last, by a helper, else by the person, else the first', () => {
    const helpers = [helper('a', 5), helper('b', 9), helper('a', 7)];
    const at = (change: object) =>
      names(keyProviders('mine', { templates, helpers: [], lastTemplateId: null, ...change }));
    expect(at({ helpers, lastTemplateId: 'a' })).toEqual(['https://b', 'https://a']);
    expect(at({ lastTemplateId: 'b' })).toEqual(['https://b', 'https://a']);
    expect(at({})).toEqual(['https://a', 'https://b']);
  });

  it('is OpenAI where a template names none, and nobody where no template names the key', () => {
    const uses = { templates, helpers: [], lastTemplateId: null };
    expect(names(keyProviders('openai', uses))).toEqual(['https://api.openai.com/v1']);
    expect(keyProviders('nobody', uses)).toEqual([]);
  });
});
