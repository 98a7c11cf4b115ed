import type * as v from 'valibot';

/** What a field holds, by the kind of its schema. */
export type FieldKind = 'number' | 'text' | 'choice' | 'yes-no' | 'list' | 'object';

/** A field of the settings by its dotted key. */
export interface SettingField {
  readonly key: string;
  readonly kind: FieldKind;
  readonly isNullable: boolean;
}

type Schema = v.GenericSchema & {
  readonly wrapped?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
};

const kinds: Readonly<Record<string, FieldKind>> = {
  number: 'number',
  string: 'text',
  picklist: 'choice',
  boolean: 'yes-no',
  array: 'list',
  object: 'object',
  strict_object: 'object',
};

const bare = (schema: Schema): { readonly schema: Schema; readonly isNullable: boolean } => {
  if (schema.wrapped === undefined) return { schema, isNullable: false };
  const below = bare(schema.wrapped);
  return { ...below, isNullable: below.isNullable || schema.type === 'nullable' };
};

/**
 * Every field of a schema of the settings, from the schema itself: what is always there is walked into, what may be
 * null is one field. Throws for a kind that is not known yet.
 */
export const settingFields = (given: v.GenericSchema, before = ''): readonly SettingField[] =>
  Object.entries((given as Schema).entries ?? {}).flatMap(([name, field]) => {
    const key = `${before}${name}`;
    const { schema, isNullable } = bare(field);
    if (schema.entries !== undefined && !isNullable) return settingFields(schema, `${key}.`);
    const kind = kinds[schema.type];
    if (kind === undefined) throw new Error(`${key} is a ${schema.type}, which nobody tries yet`);
    return [{ key, kind, isNullable }];
  });
