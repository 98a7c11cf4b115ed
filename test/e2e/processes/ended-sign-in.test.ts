import { existsSync } from 'node:fs';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { answerIssuerPage } from '../../../build/demo/stand-in-browser.mjs';
import { systemClock } from '../../../electron/base/clock.ts';
import { createStartAccountServer } from '../../../electron/codex/start-account-server.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { PanelHost } from '../../../electron/panel/host.ts';
import { createOpenPanel } from '../../../electron/panel/modes.ts';
import { pathsFor } from '../../../electron/base/paths.ts';
import {
  endedSignInTemplate,
  practiceCredentials,
} from '../../../electron/practice/practice-story.ts';
import { setupNotices, type NoticeOnDesktop } from '../../../electron/shell/notices.ts';
import type { HelperView } from '../../../shared/state.ts';
import { practiceHelper } from '../../support/practice-helper.ts';
import { openProviderRelay, type ProviderRelay } from '../../support/provider-relay.ts';
import { waitFor } from '../../support/wait-for.ts';
import { PanelBench } from '../../integration/panel/panel-under-test.ts';

const soonMs = 30_000;
const id = practiceCredentials.account;
const prompts = ['Compare the docs.', 'Review the API.'];

let bench: PanelBench;
let host: PanelHost;
let relay: ProviderRelay;
let pages: string[];
let accounts: string;
let notices: NoticeOnDesktop[];

beforeEach(async () => {
  bench = new PanelBench();
  pages = [];
  relay = await openProviderRelay();
  bench.later(() => relay.close());
  const { app, paths, settingsFile, secretBox, findProgram, lookAtSandboxes, ...shared } =
    await bench.deps();
  const parts = { redact: (text: string) => text, clock: systemClock, log: silentLog };
  const { env, personHome: userHome } = shared;
  accounts = pathsFor({ env, userHome, practice: true }).accounts;
  host = await PanelHost.open(
    'practice',
    createOpenPanel({
      ...shared,
      env: { ...env, PATH: process.env.PATH },
      app: () => app,
      startClient: relay.before(createStartClient(parts)),
      accounts: {
        startServer: createStartAccountServer(parts),
        keyringReady: () => Promise.resolve(false),
        openBrowser: (url) => {
          pages.push(url);
          return Promise.resolve(true);
        },
      },
      real: { paths, settingsFile, secretBox, findProgram, lookAtSandboxes },
      practiceProgram: await practiceHelper(),
      serve: () => Promise.resolve(() => Promise.resolve()),
      switchTo: (mode) => host.switchTo(mode),
    }),
  );
  bench.later(() => host.close());
  notices = [];
  const endNotices = setupNotices({
    clock: systemClock,
    panel: host,
    person: { isFocused: () => false, isLocked: () => false, onChange: () => () => undefined },
    show: (notice) => {
      notices.push(notice);
      return { update: () => undefined, close: () => undefined };
    },
    act: () => undefined,
  });
  bench.later(() => {
    endNotices();
    return Promise.resolve();
  });
}, 60_000);

afterEach(() => bench.close(), 60_000);

const credential = () => host.state().credentials.find((one) => one.id === id);

const all = (phase: HelperView['state']['phase']): Promise<readonly HelperView[]> =>
  waitFor(
    `every helper to be ${phase}`,
    () => {
      const { helpers } = host.state();
      if (helpers.every(({ state }) => state.phase === phase)) return helpers;
      throw new Error(JSON.stringify(helpers.map(({ state }) => state)));
    },
    soonMs,
  );

const parkedHelpers = async (): Promise<readonly HelperView[]> => {
  for (const prompt of prompts) {
    const input = { templateId: endedSignInTemplate, prompt };
    expect(await host.dispatch('helpers.spawn', input, 'window')).toMatchObject({ ok: true });
  }
  const parked = await all('waiting-for-sign-in');
  expect(credential()?.state).toMatchObject({ phase: 'needs-sign-in', waiting: 2 });
  return parked;
};

/** How often each prompt reached the provider and was answered so. */
const sentTimes = (status: number): readonly number[] => {
  const texts = relay.seen.filter((one) => one.status === status).flatMap((one) => one.userTexts);
  return prompts.map((prompt) => texts.filter((text) => text === prompt).length);
};

const expectContinued = async (parked: readonly HelperView[], refused: readonly number[]) => {
  const pidOf = new Map((await all('running')).map((helper) => [helper.id, helper.pid]));
  const started = parked.filter(({ pid }) => pid !== null);
  expect(started).not.toEqual([]);
  for (const helper of started) expect(pidOf.get(helper.id)).toBe(helper.pid);
  await waitFor('both answers', () => sentTimes(200).every((times) => times > 0), soonMs);
  expect(sentTimes(200)).toEqual([1, 1]);
  expect(sentTimes(401)).toEqual(refused);
  expect(notices).toMatchObject([
    {
      words: { title: 'Practice provider refused a sign-in' },
      click: { act: { kind: 'sign-in', credentialId: id } },
    },
  ]);
};

test('its helpers wait, one page is approved, and they go on in the same processes', async () => {
  const parked = await parkedHelpers();
  const refused = sentTimes(401);
  expect(Math.max(...refused)).toBe(1);
  const { connId } = await waitFor(
    'the gateway',
    () => host.state().gateway.state.phase === 'connected' && host.state().gateway,
    soonMs,
  );
  await host.dispatch('credentials.sign-in', { id, flow: 'browser' }, 'window');
  const page = await waitFor('the page', () => pages[0], soonMs);
  expect((await answerIssuerPage(page, 'approve')).status).toBe(200);
  await expectContinued(parked, refused);
  expect(host.state().gateway.connId).toBe(connId);
  expect(pages).toHaveLength(1);
}, 90_000);

test('a code does it as well, and what practice kept is gone with it', async () => {
  const parked = await parkedHelpers();
  const refused = sentTimes(401);
  expect(existsSync(accounts)).toBe(true);
  await host.dispatch('credentials.sign-in', { id, flow: 'device' }, 'window');
  const code = await waitFor(
    'the code',
    () => {
      const signIn = credential()?.signIn;
      return signIn?.phase === 'device' ? signIn : null;
    },
    soonMs,
  );
  await answerIssuerPage(code.verificationUrl, 'approve', code.userCode);
  await expectContinued(parked, refused);
  await host.close();
  expect(existsSync(accounts)).toBe(false);
}, 90_000);
