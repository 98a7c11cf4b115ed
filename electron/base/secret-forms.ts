/** Shorter secrets are not looked for by value: they would also match ordinary words. */
export const shortestKnownSecret = 6;

// Base64 shifts with the position of the text inside what is encoded; of each of the three
// alignments only the characters that depend on nothing but the secret are kept.
const base64Inside = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < 8) return [];
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    return encoded.slice(from, to);
  });
};

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_');

const encoded = (secret: string): readonly string[] => {
  // A lone surrogate cannot be encoded; such a text is no secret that anyone could have sent.
  if (/\p{Surrogate}/u.test(secret)) return [];
  const uri = encodeURIComponent(secret);
  return [
    uri,
    uri.replaceAll('%20', '+'),
    uri.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  ];
};

/** The ways one secret may be written: as it is, JSON-escaped (twice too), URL-encoded, base64. */
export const secretForms = (secret: string): readonly string[] => {
  const bare = secret.trim().replace(/^bearer\s+/i, '');
  if (bare.length < shortestKnownSecret) return [];
  const json = JSON.stringify(bare).slice(1, -1);
  const inside = base64Inside(bare);
  return [
    ...new Set([
      bare,
      json,
      JSON.stringify(json).slice(1, -1),
      ...encoded(bare),
      ...inside,
      ...inside.map(urlSafe),
    ]),
  ];
};
