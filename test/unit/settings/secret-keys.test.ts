import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { NewTemplateSchema } from '../../../shared/settings.ts';

const template = { name: 'A', model: 'm', credential: 'corp' };
const provider = { name: 'Corp', baseUrl: 'https://llm.example.org/v1' };

const complaint = (input: unknown): string => {
  const parsed = v.safeParse(NewTemplateSchema, input);
  return parsed.success ? '' : parsed.issues.map(({ message }) => message).join('; ');
};

describe('a template', () => {
  it.each(['env_key', 'http_headers', 'env_http_headers', 'experimental_bearer_token'])(
    'that would carry a secret in %s is refused by that name',
    (key) => {
      expect(complaint({ ...template, provider: { ...provider, [key]: 'x' } })).toContain(
        `"${key}" is refused`,
      );
      expect(complaint({ ...template, options: { [key]: 'x' } })).toContain(`"${key}" is refused`);
      expect(complaint({ ...template, [key]: 'x' })).toContain(`"${key}" is refused`);
    },
  );

  it('has no secret in the address of its provider', () => {
    for (const baseUrl of ['https://ana:pw@example.org', 'file:///etc/passwd', 'no address']) {
      expect(complaint({ ...template, provider: { ...provider, baseUrl } })).not.toBe('');
    }
    for (const name of ['api-key', 'access_token', 'client_secret']) {
      const queryParams = { [name]: 'x' };
      expect(complaint({ ...template, provider: { ...provider, queryParams } })).not.toBe('');
    }
    const queryParams = { 'api-version': '2026-01-01' };
    expect(complaint({ ...template, provider: { ...provider, queryParams } })).toBe('');
  });

  it('is told which key is missing or unknown, and that full access is not offered', () => {
    expect(complaint({ model: 'm', credential: 'corp' })).toContain('is missing');
    expect(complaint({ ...template, colour: 'red' })).toContain('"colour" is not a key');
    expect(complaint({ ...template, sandbox: 'danger-full-access' })).not.toBe('');
    expect(complaint(null)).toBe('an object is needed');
  });
});
