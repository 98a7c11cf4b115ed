import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { waitFor } from '../support/wait-for.ts';
import { windows } from './shell-stage/stage-acts.ts';
import { StageBench } from './shell-stage/stage-bench.ts';

let bench: StageBench;
beforeAll(async () => {
  bench = await StageBench.start();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

describe('the page', () => {
  it('has the bridge and nothing else of Electron or Node', async () => {
    const page = await (await bench.open()).electron.firstWindow();
    expect(page.url()).toBe('app://bulkhead/index.html');
    const found = await page.evaluate(async () => ({
      bridge: Object.keys(window.bulkhead).sort(),
      globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      reply: await window.bulkhead.command('state.get', {}),
      refused: await window.bulkhead.command('gateway.retry', {}),
    }));
    expect(found.bridge).toEqual([
      'command',
      'onAsk',
      'onNavigate',
      'onOutput',
      'onSessions',
      'onState',
    ]);
    expect(found.globals).toEqual([]);
    expect(found.reply).toMatchObject({ ok: true, value: { templates: [{ id: 'codex-5.5' }] } });
    const state = await waitFor('the first state', () =>
      page.evaluate(() => window.seen.states[0]),
    );
    expect(state).toMatchObject({ templates: [{ id: 'codex-5.5' }], helpers: [] });
  });

  it('cannot leave, open, fetch, embed, run inline code or be granted anything', async () => {
    const stage = await bench.open();
    const page = await stage.electron.firstWindow();
    const found = await page.evaluate(async () => {
      const fails = (act: () => Promise<unknown>): Promise<boolean> =>
        act().then(
          () => false,
          () => true,
        );
      const frame = document.createElement('iframe');
      frame.src = 'app://bulkhead/index.html';
      document.body.append(frame);
      const image = new Image();
      const imageFails = new Promise<boolean>((resolve) => {
        image.onerror = () => {
          resolve(true);
        };
        image.onload = () => {
          resolve(false);
        };
      });
      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
      return {
        inline: window.inlineRan ?? false,
        opened: window.open('app://bulkhead/index.html') !== null,
        fetch: await fails(() => fetch('http://127.0.0.1:9/')),
        file: await fails(() => fetch('file:///etc/hostname')),
        image: await imageFails,
        script: await new Promise<boolean>((resolve) => {
          const script = document.createElement('script');
          script.onerror = () => {
            resolve(true);
          };
          script.onload = () => {
            resolve(false);
          };
          script.src = 'data:text/javascript,1';
          document.head.append(script);
        }),
        notifications: await Notification.requestPermission(),
        clipboard: await fails(() => navigator.clipboard.readText()),
        frames: window.frames.length,
      };
    });
    expect(found).toMatchObject({
      inline: false,
      opened: false,
      fetch: true,
      file: true,
      image: true,
      script: true,
      notifications: 'denied',
      clipboard: true,
    });
    // That of the frame comes by way of the browser's process.
    await eventually(async () =>
      expect(await page.evaluate(() => window.seen.violations)).toEqual(
        expect.arrayContaining(['connect-src', 'frame-src', 'img-src']),
      ),
    );
    await page.evaluate(() => {
      window.location.href = 'https://example.invalid/';
    });
    await page.evaluate(() => {
      window.location.href = 'app://bulkhead/page.js';
    });
    expect(await page.evaluate(() => window.location.href)).toBe('app://bulkhead/index.html');
    expect(await windows(stage)).toBe(1);
  });

  it('reaches nobody by WebRTC, neither over UDP nor over TCP', async () => {
    const heard: string[] = [];
    const udp = createSocket('udp4', () => heard.push('udp'));
    const tcp = createServer((socket) => {
      heard.push('tcp');
      socket.destroy();
    });
    await once(udp.bind(0, '127.0.0.1'), 'listening');
    await once(tcp.listen(0, '127.0.0.1'), 'listening');
    try {
      const page = await (await bench.open()).electron.firstWindow();
      const ports = { udp: udp.address().port, tcp: (tcp.address() as AddressInfo).port };
      const candidates = await page.evaluate(async ({ udp: stun, tcp: turn }) => {
        const relay = `turn:127.0.0.1:${String(turn)}?transport=tcp`;
        const peer = new RTCPeerConnection({
          iceServers: [
            { urls: `stun:127.0.0.1:${String(stun)}` },
            { urls: relay, username: 'a', credential: 'b' },
          ],
        });
        peer.createDataChannel('out');
        const found: string[] = [];
        const over = new Promise<void>((resolve) => {
          peer.onicecandidate = ({ candidate }) => {
            if (candidate === null) resolve();
            else found.push(candidate.candidate);
          };
        });
        await peer.setLocalDescription(await peer.createOffer());
        await over;
        peer.close();
        return found.filter((one) => one !== '');
      }, ports);
      expect({ candidates, heard }).toEqual({ candidates: [], heard: [] });
    } finally {
      udp.close();
      tcp.close();
    }
  });

  it('reaches nobody by any element, request or worker', async () => {
    const heard: string[] = [];
    const udp = createSocket('udp4', () => heard.push('udp'));
    const tcp = createServer((socket) => {
      heard.push('tcp');
      socket.destroy();
    });
    await once(udp.bind(0, '127.0.0.1'), 'listening');
    const { port } = udp.address();
    // WebTransport speaks UDP to the same port.
    await once(tcp.listen(port, '127.0.0.1'), 'listening');
    try {
      const page = await (await bench.open()).electron.firstWindow();
      const settled = await page.evaluate(async (at) => {
        const http = `http://127.0.0.1:${String(at)}/`;
        const https = `https://127.0.0.1:${String(at)}/`;
        const add = (tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
          const element = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
          document.body.append(element);
          return element;
        };
        for (const rel of [
          'preconnect',
          'dns-prefetch',
          'prefetch',
          'preload',
          'modulepreload',
          'stylesheet',
          'icon',
          'manifest',
        ]) {
          add('link', { rel, href: http, as: 'script' });
        }
        for (const [tag, name] of Object.entries({
          iframe: 'src',
          frame: 'src',
          embed: 'src',
          object: 'data',
          img: 'src',
          video: 'src',
          audio: 'src',
          track: 'src',
          script: 'src',
          webview: 'src',
        })) {
          add(tag, { [name]: http });
        }
        add('div', { style: `background: url(${http})` });
        add('meta', { 'http-equiv': 'refresh', content: `0; url=${http}` });
        const form = add('form', { action: http, method: 'post' }) as HTMLFormElement;
        form.submit();
        add('a', { href: 'app://bulkhead/index.html', ping: http }).click();
        add('a', { href: http, download: 'x' }).click();
        add('a', { href: http, target: '_blank' }).click();
        const rules = add('script', { type: 'speculationrules' });
        rules.textContent = JSON.stringify({ prefetch: [{ source: 'list', urls: [http] }] });
        navigator.sendBeacon(http, 'x');
        window.open(http);
        const tries: Readonly<Record<string, () => Promise<unknown>>> = {
          fetch: () => fetch(http, { mode: 'no-cors' }),
          keepalive: () => fetch(https, { keepalive: true }),
          socket: () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(`ws://127.0.0.1:${String(at)}/`);
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
          events: () =>
            new Promise((resolve, reject) => {
              const events = new EventSource(http);
              events.onopen = resolve;
              events.onerror = reject;
            }),
          transport: () => new WebTransport(https).ready,
          font: () => new FontFace('x', `url(${http})`).load(),
          serviceWorker: () => navigator.serviceWorker.register('/page.js'),
          worker: () =>
            new Promise((resolve, reject) => {
              const code = `fetch(${JSON.stringify(http)})`;
              const worker = new Worker(URL.createObjectURL(new Blob([code])));
              worker.onmessage = resolve;
              worker.onerror = reject;
            }),
          module: () => import(/* @vite-ignore */ http),
        };
        return Promise.all(
          Object.entries(tries).map(([name, act]) =>
            Promise.resolve()
              .then(act)
              .then(
                () => `${name} worked`,
                () => 'failed',
              ),
          ),
        );
      }, port);
      expect(settled.filter((one) => one !== 'failed')).toEqual([]);
      expect(page.url()).toBe('app://bulkhead/index.html');
      // What was on its way is over once the page has drawn and been asked again.
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            requestIdleCallback(resolve);
          }),
      );
      expect(heard).toEqual([]);
      // Whoever comes would have been heard.
      const socket = connect(port, '127.0.0.1');
      await once(
        socket.on('error', () => undefined),
        'close',
      );
      expect(heard).toEqual(['tcp']);
    } finally {
      udp.close();
      tcp.close();
    }
  });

  it('is loaded again once when its process dies, and says so', async () => {
    const stage = await bench.open();
    const { electron } = stage;
    // A page that is still on its way has no process to lose.
    const loaded = (times: number): Promise<boolean> =>
      waitFor(`load ${String(times)} of the page`, () =>
        electron.evaluate((_electron, wanted) => globalThis.stage.loads() === wanted, times),
      );
    const crash = (): Promise<void> =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
      });
    const notices = (): Promise<readonly string[]> =>
      electron.evaluate(() => globalThis.stage.panel.state().app.notices.map(({ id }) => id));
    await loaded(1);
    await crash();
    await waitFor('the notice', async () => (await notices()).includes('page-reloaded'));
    await loaded(2);
    await crash();
    await waitFor('no window', async () => (await windows(stage)) === 0);
    expect(await electron.evaluate(() => globalThis.stage.loads())).toBe(2);
    expect((await notices()).filter((id) => id === 'page-reloaded')).toHaveLength(1);
  });
});
