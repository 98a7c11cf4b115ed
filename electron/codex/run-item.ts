import { oneLine } from '../../shared/format.ts';
import type { RunItem } from './client.ts';
import type { ThreadItem } from './protocol.ts';

const maxTitle = 200;
/** Of what a title is made from, this much is read. */
const readLength = 4 * 1024;

const typeOf = (item: ThreadItem): RunItem['type'] => {
  switch (item.type) {
    case 'agentMessage':
      return 'message';
    case 'reasoning':
      return 'reasoning';
    case 'commandExecution':
      return 'command';
    case 'fileChange':
      return 'file-change';
    case 'mcpToolCall':
    case 'dynamicToolCall':
    case 'webSearch':
      return 'tool';
    default:
      return 'other';
  }
};

const titleOf = (item: ThreadItem): string => {
  switch (typeOf(item)) {
    case 'message':
      return (item.text ?? '').slice(0, readLength);
    case 'reasoning':
      return 'thinking';
    case 'command':
      // codex wraps a command as `/bin/bash -lc '...'`; the inside is what was asked for.
      return (item.command ?? '')
        .slice(0, readLength)
        .replace(/^\S*\/(?:ba|z|da)?sh -l?c (['"])(.*)\1$/s, '$2');
    case 'file-change':
      return (item.changes ?? [])
        .slice(0, 20)
        .map((change) => change.path.slice(0, readLength))
        .join(', ');
    case 'tool':
      return (
        [item.server, item.tool, item.query].filter(Boolean).join(' ').slice(0, readLength) ||
        item.type
      );
    case 'other':
      return item.type.slice(0, readLength);
  }
};

const statusOf = (item: ThreadItem, over: boolean): RunItem['status'] => {
  if (item.status === 'failed' || item.status === 'declined') return item.status;
  return over ? 'completed' : 'running';
};

/** An app-server's thread item as a run tells it; null for the echo of the prompt. Pure. */
export const runItem = (item: ThreadItem, over: boolean): RunItem | null =>
  item.type === 'userMessage'
    ? null
    : {
        id: item.id,
        type: typeOf(item),
        title: oneLine(titleOf(item), maxTitle),
        status: statusOf(item, over),
      };
