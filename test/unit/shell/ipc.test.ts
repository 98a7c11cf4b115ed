import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { connectIpc, type CommandEvent } from '../../../electron/shell/ipc.ts';
import { pageUrl } from '../../../electron/shell/page-files.ts';
import { channels } from '../../../shared/contract.ts';
import { ok } from '../../../shared/result.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

class FakePage extends EventEmitter {
  readonly sent: { channel: string; value: unknown }[] = [];
  send(channel: string, value: unknown): void {
    this.sent.push({ channel, value });
  }
  on_(channel: string): readonly unknown[] {
    return this.sent.filter((message) => message.channel === channel).map(({ value }) => value);
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakePage();
  visible = true;
  minimized = false;
  destroyed = false;
  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => this.destroyed;
}

const start = () => {
  const panel = scriptedPanel();
  let heard: ((event: CommandEvent, ...args: unknown[]) => Promise<unknown>) | null = null;
  const ipc = connectIpc({
    ipcMain: {
      handle: (_channel, listener) => {
        heard = listener;
      },
      removeHandler: () => {
        heard = null;
      },
    },
    panel,
    clock: systemClock,
    log: silentLog,
  });
  const ask = (event: CommandEvent, name: unknown, input: unknown): Promise<unknown> =>
    heard === null ? Promise.reject(new Error('no handler')) : heard(event, name, input);
  const open = (): FakeWindow => {
    const window = new FakeWindow();
    ipc.attach(window);
    window.webContents.emit('dom-ready');
    return window;
  };
  const from = (window: FakeWindow): CommandEvent => ({
    sender: window.webContents,
    senderFrame: { url: pageUrl, parent: null },
  });
  return { panel, ipc, ask, open, from };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('commands of the page', () => {
  it('reach the panel as the window and bring its reply back', async () => {
    const { panel, ask, open, from } = start();
    panel.answer(() => ok({ id: 'h1' }));
    await expect(ask(from(open()), 'helpers.stop', { id: 'h1' })).resolves.toEqual(
      ok({ id: 'h1' }),
    );
    expect(panel.asked).toEqual([{ name: 'helpers.stop', input: { id: 'h1' }, origin: 'window' }]);
  });

  const strangers: readonly [string, (window: FakeWindow) => CommandEvent][] = [
    ['another window', () => ({ sender: {}, senderFrame: { url: pageUrl, parent: null } })],
    [
      'a frame inside the page',
      ({ webContents }) => ({ sender: webContents, senderFrame: { url: pageUrl, parent: {} } }),
    ],
    [
      'another address',
      ({ webContents }) => ({
        sender: webContents,
        senderFrame: { url: `${pageUrl}?x`, parent: null },
      }),
    ],
    ['a frame that is gone', ({ webContents }) => ({ sender: webContents, senderFrame: null })],
    [
      'a frame that cannot be asked any more',
      ({ webContents }) => ({
        sender: webContents,
        get senderFrame(): never {
          throw new Error('Render frame was disposed');
        },
      }),
    ],
  ];
  it.each(strangers)('from %s are answered with a failure and never heard', async (_who, event) => {
    const { panel, ask, open } = start();
    await expect(ask(event(open()), 'app.quit', {})).resolves.toMatchObject({ ok: false });
    expect(panel.asked).toEqual([]);
  });

  it('are answered with a failure when the panel breaks', async () => {
    const { panel, ask, open, from } = start();
    panel.answer(() => {
      throw new Error('broken');
    });
    await expect(ask(from(open()), 'app.quit', {})).resolves.toMatchObject({
      ok: false,
      failure: { kind: 'unexpected' },
    });
  });

  it('from a closed window are not heard, from the next one they are', async () => {
    const { panel, ask, open, from } = start();
    const first = open();
    first.emit('closed');
    await expect(ask(from(first), 'app.quit', {})).resolves.toMatchObject({ ok: false });
    await expect(ask(from(open()), 'state.get', {})).resolves.toEqual(ok(null));
    expect(panel.asked.map(({ name }) => name)).toEqual(['state.get']);
  });
});

describe('the state that a page is sent', () => {
  it('comes at once, then at most once per 33 ms, and ends with the newest', async () => {
    const { panel, open } = start();
    const { webContents } = open();
    for (let count = 1; count <= 200; count += 1) {
      panel.store.setHelpers([helperView({ id: 'h', version: count })]);
      await vi.advanceTimersByTimeAsync(1);
    }
    await vi.advanceTimersByTimeAsync(33);
    const states = webContents.on_(channels.state);
    expect(states.length).toBeLessThanOrEqual(8);
    expect(states.at(-1)).toBe(panel.state());
  });

  it('is not sent to a hidden or minimised window, which catches up when it is seen', async () => {
    const { panel, open } = start();
    const window = open();
    await vi.advanceTimersByTimeAsync(50);
    for (const hide of ['visible', 'minimized'] as const) {
      window[hide] = hide === 'minimized';
      const before = window.webContents.sent.length;
      panel.store.setHelpers([helperView({ id: hide })]);
      panel.emitSessions({ revision: 2, reset: false, rows: [], removed: ['x'] });
      panel.emitOutput({ helperId: hide, from: 0, text: 'abc' });
      await vi.advanceTimersByTimeAsync(100);
      expect(window.webContents.sent).toHaveLength(before);

      window.visible = true;
      window.minimized = false;
      window.emit(hide === 'visible' ? 'show' : 'restore');
      await vi.advanceTimersByTimeAsync(100);
      expect(window.webContents.on_(channels.state).at(-1)).toBe(panel.state());
      expect(window.webContents.on_(channels.sessions).at(-1)).toMatchObject({ reset: true });
      expect(window.webContents.on_(channels.output).at(-1)).toEqual({
        helperId: hide,
        from: 3,
        text: '',
      });
    }
  });

  it('waits until the page has loaded, also after a crash', async () => {
    const { panel, ipc } = start();
    const window = new FakeWindow();
    ipc.attach(window);
    panel.store.setHelpers([helperView({ id: 'early' })]);
    await vi.advanceTimersByTimeAsync(50);
    expect(window.webContents.sent).toEqual([]);
    window.webContents.emit('dom-ready');
    expect(window.webContents.on_(channels.state)).toEqual([panel.state()]);
    await vi.advanceTimersByTimeAsync(50);
    window.webContents.emit('render-process-gone');
    panel.store.setHelpers([helperView({ id: 'late' })]);
    await vi.advanceTimersByTimeAsync(50);
    expect(window.webContents.on_(channels.state)).toHaveLength(1);
    window.webContents.emit('dom-ready');
    expect(window.webContents.on_(channels.state).at(-1)).toBe(panel.state());
  });

  it('goes to a second window as to the first', async () => {
    const { panel, open } = start();
    open().emit('closed');
    const { webContents } = open();
    await vi.advanceTimersByTimeAsync(50);
    panel.store.setHelpers([helperView({ id: 'h' })]);
    expect(webContents.on_(channels.state).at(-1)).toBe(panel.state());
  });

  it('ends with close', async () => {
    const { panel, ipc, open } = start();
    const { webContents } = open();
    await vi.advanceTimersByTimeAsync(50);
    const before = webContents.sent.length;
    ipc.close();
    ipc.close();
    panel.store.setHelpers([helperView({ id: 'h' })]);
    await vi.advanceTimersByTimeAsync(50);
    expect(webContents.sent).toHaveLength(before);
  });
});

describe('what a page is asked to show', () => {
  it('waits for a page that is still loading and is said once', () => {
    const { ipc } = start();
    const window = new FakeWindow();
    ipc.attach(window);
    ipc.navigate({ view: 'gateway' });
    expect(window.webContents.on_(channels.navigate)).toEqual([]);
    window.webContents.emit('dom-ready');
    window.emit('show');
    expect(window.webContents.on_(channels.navigate)).toEqual([{ view: 'gateway' }]);
  });
});

describe('output', () => {
  it('is joined per helper while it waits and keeps every character', async () => {
    const { panel, open } = start();
    const { webContents } = open();
    const cursor = { a: 0, b: 0 };
    for (let count = 0; count < 100; count += 1) {
      const helperId = count % 2 === 0 ? 'a' : 'b';
      const text = `${count} `;
      panel.emitOutput({ helperId, from: cursor[helperId], text });
      cursor[helperId] += text.length;
    }
    await vi.advanceTimersByTimeAsync(100);
    const chunks = webContents.on_(channels.output) as { helperId: string; text: string }[];
    expect(chunks.length).toBeLessThan(6);
    const textOf = (id: string): string =>
      chunks.flatMap(({ helperId, text }) => (helperId === id ? [text] : [])).join('');
    expect(textOf('a')).toHaveLength(cursor.a);
    expect(textOf('b')).toHaveLength(cursor.b);
  });
});
