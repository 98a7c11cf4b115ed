import type { IncomingMessage } from 'node:http';

const maxBytes = 1024 * 1024;

const fromJson = (text: string): URLSearchParams => {
  const form = new URLSearchParams();
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return form;
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string') form.set(name, field);
  }
  return form;
};

/** Reads a body that is a form, or the text fields of a JSON object; rejects what is neither. */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > maxBytes) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return request.headers['content-type']?.includes('json') === true
    ? fromJson(text)
    : new URLSearchParams(text);
};
