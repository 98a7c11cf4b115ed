const uuid = /\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** The text with each UUID cut to its first eight characters, which tell two of them apart. Pure. */
export const shortIds = (text: string): string => text.replace(uuid, '$1');
