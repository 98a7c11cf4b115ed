import * as v from 'valibot';

const TextPart = v.object({ text: v.string() });
const Content = v.union([v.string(), v.array(v.unknown())]);
const InputItem = v.looseObject({
  type: v.optional(v.string()),
  role: v.optional(v.string()),
  content: v.optional(Content),
  output: v.optional(v.unknown()),
});
const Tool = v.looseObject({ type: v.string(), name: v.optional(v.string()) });
const Body = v.looseObject({
  model: v.optional(v.string(), 'practice'),
  stream: v.optional(v.boolean(), false),
  input: v.optional(v.array(v.unknown()), []),
  messages: v.optional(v.array(v.unknown()), []),
  tools: v.optional(v.array(v.unknown()), []),
});

/** What the provider reads of a request body; anything else in it is left alone. */
export interface RequestBody {
  readonly model: string;
  readonly stream: boolean;
  /** The texts of the user's messages, in order: what a prompt is counted in. */
  readonly userTexts: readonly string[];
  /** Names of the function tools on offer. */
  readonly tools: readonly string[];
  /** What the last tool call printed, once there was one. */
  readonly toolOutput: string | null;
}

const textOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => {
      const parsed = v.safeParse(TextPart, part);
      return parsed.success ? parsed.output.text : '';
    })
    .join('');
};

/** Reads a request body of any of the three APIs; null when it is no JSON object. Pure. */
export const readBody = (raw: unknown): RequestBody | null => {
  const body = v.safeParse(Body, raw);
  if (!body.success) return null;
  const items = [...body.output.input, ...body.output.messages].flatMap((item) => {
    const parsed = v.safeParse(InputItem, item);
    return parsed.success ? [parsed.output] : [];
  });
  const outputs = items.filter((item) => item.type === 'function_call_output');
  const last = outputs.at(-1);
  return {
    model: body.output.model,
    stream: body.output.stream,
    userTexts: items.filter((item) => item.role === 'user').map((item) => textOf(item.content)),
    tools: body.output.tools.flatMap((tool) => {
      const parsed = v.safeParse(Tool, tool);
      return parsed.success && parsed.output.name !== undefined ? [parsed.output.name] : [];
    }),
    toolOutput: last === undefined ? null : textOf(last.output),
  };
};

/** The call of whichever shell tool a codex offers (0.169.0: `exec_command`). */
export const shellCall = (
  tools: readonly string[],
  command: string,
): { readonly name: string; readonly arguments: string } => {
  if (tools.includes('shell_command')) {
    return { name: 'shell_command', arguments: JSON.stringify({ command }) };
  }
  if (tools.includes('shell')) {
    return { name: 'shell', arguments: JSON.stringify({ command: ['bash', '-c', command] }) };
  }
  return { name: 'exec_command', arguments: JSON.stringify({ cmd: command }) };
};
