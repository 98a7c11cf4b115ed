import { describe, expect, it } from 'vitest';
import { OutputFollower } from '../../../renderer/helpers/output-follower.ts';
import {
  appendText,
  BLOCK,
  emptyText,
  KEPT,
  type OutputText,
} from '../../../renderer/helpers/output-text.ts';
import { fakeBridge, type FakeBridge } from '../../fakes/fake-bridge.ts';
import { fixture } from '../../fakes/fixture.ts';
import { sentTo } from '../../fakes/sent-to.ts';
import { eventually } from '../../support/eventually.ts';

const textOf = ({ blocks }: OutputText): string => blocks.map(({ text }) => text).join('');
const chunk = (from: number, text: string) => ({ helperId: 'h-1', from, text });
const bridgeWith = (text: string): FakeBridge =>
  fakeBridge({ ...fixture('helper-running'), output: { 'h-1': text } });

describe('appendText', () => {
  it('takes an overlap once and a repetition not at all', () => {
    const shown = appendText(emptyText, chunk(0, 'abcdef'));
    expect(textOf(appendText(shown, chunk(3, 'defgh')))).toBe('abcdefgh');
    expect(appendText(shown, chunk(2, 'cd'))).toBe(shown);
  });

  it('cuts into blocks that are never changed again', () => {
    const line = `${'x'.repeat(99)}\n`;
    const long = appendText(emptyText, chunk(0, line.repeat(300)));
    const more = appendText(long, chunk(long.end, line));
    expect(long.blocks.length).toBeGreaterThan(2);
    expect(more.blocks[0]).toBe(long.blocks[0]);
    expect(long.blocks.slice(0, -1).every(({ text }) => text.length >= BLOCK)).toBe(true);
    expect(textOf(more)).toBe(line.repeat(301));
  });

  it('keeps the end of what is endless', () => {
    let shown = emptyText;
    const part = 'y'.repeat(100_000);
    for (let at = 0; at < 15; at += 1) shown = appendText(shown, chunk(shown.end, part));
    expect(shown.end).toBe(1_500_000);
    expect(shown.from).toBeGreaterThan(0);
    expect(textOf(shown).length).toBeLessThan(KEPT + 3 * BLOCK);
  });

  it('starts anew behind what nobody keeps', () => {
    const shown = appendText(appendText(emptyText, chunk(0, 'old')), chunk(900, 'new'));
    expect(shown).toMatchObject({ from: 900, end: 903 });
    expect(textOf(shown)).toBe('new');
  });
});

describe('OutputFollower', () => {
  const follow = (bridge: FakeBridge, length: number): OutputFollower => {
    const follower = new OutputFollower(bridge, 'h-1');
    follower.open();
    follower.reach(length);
    return follower;
  };

  it('fetches what was said before it came, then follows', async () => {
    const bridge = bridgeWith('before ');
    const follower = follow(bridge, 7);
    await eventually(() => expect(textOf(follower.read())).toBe('before '));
    bridge.say('h-1', 'after');
    expect(textOf(follower.read())).toBe('before after');
  });

  it('asks for the gap when a chunk was lost', async () => {
    const bridge = bridgeWith('');
    const follower = follow(bridge, 0);
    bridge.say('h-1', 'one ');
    bridge.say('h-1', 'lost ', false);
    bridge.say('h-1', 'three');
    await eventually(() => expect(textOf(follower.read())).toBe('one lost three'));
    expect(sentTo(bridge, 'helpers.output')).toEqual([{ id: 'h-1', from: 4 }]);
  });

  it('fetches more than one answer holds', async () => {
    const text = 'z'.repeat(600_000);
    const follower = follow(bridgeWith(text), text.length);
    await eventually(() => expect(follower.read().end).toBe(600_000));
    expect(textOf(follower.read())).toBe(text);
  });

  it('hears nothing of other helpers, and nothing once closed', () => {
    const bridge = bridgeWith('');
    const follower = follow(bridge, 0);
    bridge.say('h-2', 'not mine');
    follower.close();
    follower.close();
    bridge.say('h-1', 'too late');
    expect(follower.read()).toEqual(emptyText);
  });

  it('gives up quietly when main has no such helper', async () => {
    const bridge = bridgeWith('');
    bridge.answer('helpers.output', {
      ok: false,
      failure: { kind: 'unknown-id', what: 'helper h-1', detail: '', code: null },
    });
    const follower = follow(bridge, 10);
    await eventually(() => expect(sentTo(bridge, 'helpers.output').length).toBeGreaterThan(0));
    expect(follower.read()).toEqual(emptyText);
  });
});
